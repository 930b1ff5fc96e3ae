"""Parallel: the same work on several things at once, in threads.

Invariant: results come in the order of what was given, whatever finishes first. It pays where the work is
NumPy's, Arrow's or rapidfuzz's, which let other threads run.
"""

import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
Other = TypeVar("Other")

_MOST_THREADS = 4
_WORTH_THREADS = 5000
_allowed = threading.local()


def in_parallel(
    work: Callable[[Given], Made], given: Iterable[Given], size: int = _WORTH_THREADS
) -> list[Made]:
    """What `work` makes of each thing given; the first error is raised.

    `size` says how much each thing is made of; for little, starting threads takes longer than the work.
    """
    count = _threads()
    if size < _WORTH_THREADS or count < 2:
        return [work(each) for each in given]
    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(work, given))


def at_once(work: Callable[[], Made], other: Callable[[], Other], size: int) -> tuple[Made, Other]:
    """What two works make that do not wait for each other; `size` as in `in_parallel`.

    Each has half of the threads for what it does in parallel, so that memory does not double.
    """
    count = _threads()
    if size < _WORTH_THREADS or count < 2:
        return work(), other()

    with ThreadPoolExecutor(2, initializer=_allow, initargs=(count // 2,)) as threads:
        first, second = threads.submit(work), threads.submit(other)
        return first.result(), second.result()


def _allow(threads: int) -> None:
    """Let what this thread does in parallel use so many threads."""
    _allowed.threads = threads


def _threads() -> int:
    """How many threads work that this thread starts may use."""
    every = min(_MOST_THREADS, os.cpu_count() or 1)
    return int(getattr(_allowed, "threads", every))
