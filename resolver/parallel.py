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


def in_parallel(work: Callable[[Given], Made], given: Iterable[Given]) -> list[Made]:
    """What `work` makes of each thing given; the first error is raised."""
    with ThreadPoolExecutor(min(_MOST_THREADS, os.cpu_count() or 1)) as threads:
        return list(threads.map(work, given))
