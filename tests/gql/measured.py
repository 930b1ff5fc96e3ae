"""CPU time of a piece of work, in seconds of a machine of ordinary speed."""

import time
from collections.abc import Callable

_ORDINARY = 0.003
"""What the fixed work takes on one core of the kind that a council's service runs on (seconds of CPU)."""
_ADDITIONS = 100_000
_LEAST, _MOST = 5, 60


def seconds_of(work: Callable[[], object]) -> float:
    """The seconds of CPU that one run of the work takes here."""
    started = time.process_time()
    work()
    return time.process_time() - started


def best_of(work: Callable[[], object], enough: float) -> float:
    """The fewest seconds that the work takes, at the speed of an ordinary machine.

    Where it takes too long, a fixed piece of work is measured beside it, and a machine that needs longer for
    that is given as much longer. Of what took too long more is tried, since on a shared machine a second of
    processor is not always as much work.

    Args:
        enough: the seconds below which no more is tried.
    """
    best = min(seconds_of(work) for _ in range(_LEAST))
    if best < enough:
        return best
    fixed = fixed_seconds()
    for _ in range(_MOST):
        if best / slowness(fixed) < enough:
            break
        fixed = min(fixed, seconds_of(_additions))
        best = min(best, seconds_of(work))
    return best / slowness(fixed)


def times_as_long(longer: Callable[[], object], shorter: Callable[[], object], enough: float) -> float:
    """How many times as long one work takes as another, the best of several runs of each, taken in turn.

    Args:
        enough: the ratio below which no more is tried. Where it is more, the machine may have been slow for
            one of the two, and both are tried again.
    """
    best = [float("inf"), float("inf")]
    for tried in range(_MOST):
        best = [min(least, seconds_of(work)) for least, work in zip(best, (longer, shorter), strict=True)]
        if tried >= _LEAST and best[0] / best[1] < enough:
            break
    return best[0] / best[1]


def slowness(fixed: float) -> float:
    """How many times as long as an ordinary machine this one takes, at least 1.

    Args:
        fixed: the seconds that the fixed work took.
    """
    return max(1.0, fixed / _ORDINARY)


def fixed_seconds() -> float:
    """What the fixed work takes now, the best of several."""
    return min(seconds_of(_additions) for _ in range(_LEAST))


def _additions() -> int:
    total = 0
    for number in range(_ADDITIONS):
        total += number
    return total
