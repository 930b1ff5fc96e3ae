"""CPU time of a piece of work, in seconds of a machine of ordinary speed."""

import time
from collections.abc import Callable
from functools import cache

_ORDINARY = 0.003
"""What the fixed work takes on one core of the kind that a council's service runs on (seconds of CPU)."""
_ADDITIONS = 100_000


def seconds_of(work: Callable[[], object]) -> float:
    """The seconds of CPU that one run of the work takes here."""
    started = time.process_time()
    work()
    return time.process_time() - started


def best_of(work: Callable[[], object], enough: float, *, least: int = 5, most: int = 60) -> float:
    """The fewest seconds that the work takes, at the speed of an ordinary machine.

    A machine that needs longer for a fixed piece of work is given as much longer; a faster one is not given
    less. Of what took too long more is tried, since on a shared machine a second of processor is not always
    as much work.

    Args:
        enough: the seconds below which no more is tried.
        least: how often the work is done at least.
        most: how often the work is done at most.
    """
    best = float("inf")
    for attempt in range(most):
        if attempt >= least and best / slowness() < enough:
            break
        best = min(best, seconds_of(work))
    return best / slowness()


@cache
def slowness() -> float:
    """How many times as long as an ordinary machine this one takes; 1 for a faster one."""
    return max(1.0, min(seconds_of(_additions) for _ in range(20)) / _ORDINARY)


def _additions() -> int:
    total = 0
    for number in range(_ADDITIONS):
        total += number
    return total
