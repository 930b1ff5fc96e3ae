"""Parallel: the same work on several things at once, in threads.

Invariant: results come in the order of what was given, whatever finishes first. It pays where the work is
NumPy's, Arrow's or rapidfuzz's, which let other threads run. Work inside such work starts none of its own, so
that there are never many more of them than cores.
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
    count = threads_for(size)
    if count < 2:
        return [work(each) for each in given]
    with ThreadPoolExecutor(count, initializer=_allow, initargs=(1,)) as threads:
        return list(threads.map(work, given))


def at_once(longer: Callable[[], Made], shorter: Callable[[], Other], size: int) -> tuple[Made, Other]:
    """What two works make that do not wait for each other; `size` as in `in_parallel`.

    The shorter has one thread, and the longer as many as there are here, since it goes on alone.
    """
    if threads_for(size) < 2:
        return longer(), shorter()
    with ThreadPoolExecutor(1, initializer=_allow, initargs=(1,)) as threads:
        beside = threads.submit(shorter)
        return longer(), beside.result()


def threads_for(size: int) -> int:
    """How many threads work on so much may use, where it is asked."""
    every = min(_MOST_THREADS, os.cpu_count() or 1)
    return int(getattr(_allowed, "threads", every)) if size >= _WORTH_THREADS else 1


def _allow(threads: int) -> None:
    _allowed.threads = threads
