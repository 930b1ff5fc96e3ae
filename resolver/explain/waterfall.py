"""Waterfall: the weight of a pair as steps from one sum to the next.

Invariant: the steps are in the order of the explanation and add up to the weight; every step begins where
the one before it ended.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from resolver.linkage import SAYS_NOTHING, Reason


@dataclass(frozen=True)
class Step:
    """One line: what was compared, how far it agrees, its bits, and the sum before and after it."""

    comparison: str
    level: str
    bits: float
    before: float
    after: float


@dataclass(frozen=True)
class Waterfall:
    """The steps that make a weight, in bits."""

    steps: tuple[Step, ...]

    @property
    def weight(self) -> float:
        """The sum of all steps: log2 of the odds that both records are of one person."""
        return self.steps[-1].after if self.steps else 0.0

    @property
    def probability(self) -> float:
        """The weight on the scale of probability."""
        return probability_of(self.weight)

    def said(self) -> "Waterfall":
        """Only the steps that move the sum, or of which the records say something."""
        return Waterfall(tuple(step for step in self.steps if step.level != SAYS_NOTHING or step.bits))


def waterfall(reasons: Iterable[Reason]) -> Waterfall:
    """The waterfall of an explanation, such as `Linkage.explain` gives."""
    steps, total = [], 0.0
    for reason in reasons:
        steps.append(Step(reason.comparison, reason.level, reason.bits, total, total + reason.bits))
        total += reason.bits
    return Waterfall(tuple(steps))


def waterfall_of_evidence(evidence: Iterable[Mapping[str, Any]]) -> Waterfall:
    """The waterfall of a decision's evidence: {field, level, weight} an entry."""
    return waterfall(Reason(each["field"], each["level"], each["weight"]) for each in evidence)


def probability_of(weight: float) -> float:
    """The probability of even odds raised by so many bits; far weights are as good as certain."""
    return float(1.0 / (1.0 + 2.0 ** -max(-1000.0, min(1000.0, weight))))
