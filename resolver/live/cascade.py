"""Cascade: a pair is compared only as long as it may still weigh enough.

Invariant: what is left out weighs less than was asked for. A weight is the prior and the evidence of each
comparison, less what other explanations take from it; so it is never more than what is known so far and the
most that the comparisons to come may give. Rarity of a value agreed on gives no more than that of the value
of the record that arrives, because the more common of two values counts.
"""

from collections.abc import Iterable, Sequence
from math import log2

from resolver.compare.of_two import Agreement, OfTwo
from resolver.model import MOST_RARITY_BITS, ComparisonModel, Model
from resolver.said import Said
from resolver.settings import ComparisonKind

_ORDER = (
    ComparisonKind.IDENTIFIER,
    ComparisonKind.CONTACT,
    ComparisonKind.BIRTH_DATE,
    ComparisonKind.SOURCE,
    ComparisonKind.CODE,
    ComparisonKind.CASE,
    ComparisonKind.GIVEN_NAME,
    ComparisonKind.FAMILY_NAME,
    ComparisonKind.WHOLE_NAME,
    ComparisonKind.MIDDLE_NAME,
    ComparisonKind.AGE,
    ComparisonKind.TEXT,
    ComparisonKind.ADDRESS,
)
"""Quick comparisons that say much come first."""
_ROUNDING = 0.01
_SAYS_NOTHING_OF_ITSELF = frozenset({ComparisonKind.AGE})


class Cascade:
    """Compares a record with others, in the order in which that pays."""

    def __init__(self, model: Model, kinds: Sequence[ComparisonKind], compare: Sequence[OfTwo]) -> None:
        self._prior = model.prior().same_person
        places = sorted(range(len(kinds)), key=lambda place: _ORDER.index(kinds[place]))
        self._steps = [
            _Step(place, compare[place], model.comparisons[place], kinds[place]) for place in places
        ]

    def passing(
        self, one: Said, others: Iterable[tuple[int, Said]], least: float
    ) -> list[tuple[int, list[Agreement]]]:
        """Those of `others` whose pair with `one` may weigh `least` bits, with what each comparison says."""
        most = [step.most(one) for step in self._steps]
        rest = [sum(most[place + 1 :]) + _ROUNDING for place in range(len(most))]
        steps = list(zip(self._steps, rest, strict=True))
        found = []
        for number, other in others:
            agreements = self._agreements(one, other, steps, least)
            if agreements is not None:
                found.append((number, agreements))
        return found

    def _agreements(
        self, one: Said, other: Said, steps: "list[tuple[_Step, float]]", least: float
    ) -> list[Agreement] | None:
        said: list[Agreement] = [(0, 0.0)] * len(steps)
        bits = self._prior
        for step, rest in steps:
            agreement = step.compare(one, other)
            if agreement[0]:
                said[step.place] = agreement
                bits += step.bits(agreement)
            if bits + rest < least:
                return None
        return said


class _Step:
    """One comparison."""

    def __init__(self, place: int, compare: OfTwo, known: ComparisonModel, kind: ComparisonKind) -> None:
        self.place, self.compare = place, compare
        self._evidence: list[float] = known.bits().same_person.tolist()
        damping, reference = known.rarities
        self._damping: list[float] = damping.tolist()
        self._reference: list[float] = reference.tolist()
        self._may_say_nothing_of_itself = kind in _SAYS_NOTHING_OF_ITSELF

    def bits(self, agreement: Agreement) -> float:
        """What an agreement is worth."""
        level, share = agreement
        damping = self._damping[level]
        if not damping or share <= 0:
            return self._evidence[level]
        rarity = log2(share / self._reference[level]) * damping
        return self._evidence[level] - max(-MOST_RARITY_BITS, min(MOST_RARITY_BITS, rarity))

    def most(self, one: Said) -> float:
        """The most that the agreement of any record with this one may be worth; 0 where it says nothing."""
        level, share = self.compare(one, one)
        if level == 0 and not self._may_say_nothing_of_itself:
            return 0.0
        return max(0.0, *(self._most_at(code, share) for code in range(1, len(self._evidence))))

    def _most_at(self, level: int, share: float) -> float:
        if share > 0:
            return max(self._evidence[level], self.bits((level, share)))
        return self._evidence[level] + (MOST_RARITY_BITS if self._damping[level] else 0.0)
