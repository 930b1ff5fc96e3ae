"""Parallel: the same work on several things at once, in threads.

Invariant: results come in the order of what was given, whatever finishes first. It pays where the work is
NumPy's, Arrow's or rapidfuzz's, which let other threads run.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

_MOST_THREADS = 4
_WORTH_THREADS = 5000


def in_parallel(
    work: Callable[[Given], Made], given: Iterable[Given], size: int = _WORTH_THREADS
) -> list[Made]:
    """What `work` makes of each thing given; the first error is raised.

    `size` says how much each thing is made of; for little, starting threads takes longer than the work.
    """
    if size < _WORTH_THREADS:
        return [work(each) for each in given]
    with ThreadPoolExecutor(min(_MOST_THREADS, os.cpu_count() or 1)) as threads:
        return list(threads.map(work, given))
