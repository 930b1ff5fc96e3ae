"""Answers in vain leave at the strokes of a clock, and no earlier."""

import asyncio
import time
from typing import Any

import pytest

from gql.pace import STROKE, is_in_vain, next_stroke


@pytest.mark.parametrize("spent", [0.0, 0.3, 0.999, 1.5, 7.2])
def test_an_answer_leaves_at_the_next_stroke(spent: float) -> None:
    async def waited() -> float:
        begun = time.monotonic() - spent * STROKE
        await next_stroke(begun)
        return (time.monotonic() - begun) / STROKE

    strokes = asyncio.run(waited())
    assert strokes >= max(1, spent) - 0.2
    assert strokes >= int(spent) + 0.8


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"person": None}, True),
        ({"people": []}, True),
        ({"person": {"id": "p"}, "record": None}, True),
        ({"person": {"id": None, "records": []}}, False),
        ({"people": [{"id": "p"}]}, False),
        ({}, False),
    ],
)
def test_in_vain_is_what_finds_nothing_at_the_root(data: dict[str, Any], expected: bool) -> None:
    assert is_in_vain(data) is expected
