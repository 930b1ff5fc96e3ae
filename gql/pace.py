"""When an answer in vain is released: at the next stroke of a clock that began with the request.

Somebody hidden and nobody are the same answer, but take the database a little different time to find out.
Both leave at one stroke, so that the time tells no more than the answer does.
"""

import asyncio
import math
import time
from typing import Any

STROKE = 0.01


def is_in_vain(data: dict[str, Any]) -> bool:
    """Whether something at the root of an answer was asked for and not found."""
    return any(each is None or each == [] for each in data.values())


async def next_stroke(begun: float) -> None:
    """Wait for the next stroke, in seconds of `time.monotonic` since `begun`."""
    due = begun + STROKE * math.ceil((time.monotonic() - begun) / STROKE)
    await asyncio.sleep(due - time.monotonic())
