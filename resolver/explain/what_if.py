"""What if: the smallest change of what two records say that would carry their weight across a threshold.

Invariant: a changed weight is made by the model that made the present one; all that is not changed stays as
it is. A value that is changed is taken to be of the usual rarity.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np

from resolver.explain.close_up import CloseUp
from resolver.linkage import SAYS_NOTHING
from resolver.model import Model
from resolver.observe import Observed
from resolver.score import score
from resolver.settings import ComparisonKind

_FIXED = frozenset({ComparisonKind.SOURCE.value})
"""What no correction of a record could change."""
_MOST_CHANGES = 3
_SHOWN = 5


@dataclass(frozen=True)
class LevelChange:
    """One comparison that comes out otherwise: its level now, and then."""

    comparison: str
    now: str
    then: str


@dataclass(frozen=True)
class WhatIf:
    """Changes that, made together, give another weight."""

    changes: tuple[LevelChange, ...]
    weight: float


@dataclass(frozen=True)
class _Present:
    """A pair as it is: its weight, the level of each comparison, and the rarity that each adds."""

    weight: float
    model: Model
    levels: tuple[int, ...]
    rarity: tuple[float, ...]

    def alternatives(self, place: int, *, better: bool) -> list[int]:
        """The stronger levels of one comparison that would raise the weight, or the weaker that lower it."""
        bits = self.model.comparisons[place].bits().same_person
        level = self.levels[place]
        now = bits[level] - self.rarity[place]
        codes = [code for code in range(1, len(bits)) if level == 0 or (code < level) == better]
        return [code for code in codes if code != level and (bits[code] > now) == better]


def what_if(view: CloseUp, left: int, right: int, bits: float) -> list[WhatIf]:
    """The fewest changes that carry the weight of two rows across `bits`, the least of them first.

    Upward where the weight lies below, downward where it does not. Nothing where no change of up to three
    comparisons is enough.
    """
    present = _present(view, left, right)
    better = present.weight < bits
    for count in range(1, _MOST_CHANGES + 1):
        found = _crossing(present, list(_variants(present, count, better=better)), bits, better=better)
        if found:
            return _least(found, better=better)[:_SHOWN]
    return []


def _present(view: CloseUp, left: int, right: int) -> _Present:
    scorer = view.linkage.scorer
    low, high = view.held(*(np.array([row], dtype=np.int32) for row in (left, right)))
    levels, rarity = [], []
    for known, comparison in zip(scorer.model.comparisons, scorer.comparisons, strict=True):
        compared = comparison.compare(low, high)
        levels.append(int(compared.levels[0]))
        rarity.append(float(known.rarity_bits(compared)[0]))
    weight = sum(reason.bits for reason in view.reasons(left, right))
    return _Present(weight, scorer.model, tuple(levels), tuple(rarity))


def _variants(present: _Present, count: int, *, better: bool) -> Iterator[dict[int, int]]:
    """Each choice of so many comparisons with another level each."""
    choices = {
        place: present.alternatives(place, better=better)
        for place, each in enumerate(present.model.comparisons)
        if each.name not in _FIXED
    }
    for places in combinations(choices, count):
        for codes in product(*(choices[place] for place in places)):
            yield dict(zip(places, codes, strict=True))


def _crossing(
    present: _Present, variants: Sequence[dict[int, int]], bits: float, *, better: bool
) -> list[WhatIf]:
    unchanged, *weights = score(present.model, _observed(present, [{}, *variants])).weight.tolist()
    rest = present.weight - unchanged
    return [
        WhatIf(tuple(_change(present, place, code) for place, code in changed.items()), weight + rest)
        for changed, weight in zip(variants, weights, strict=True)
        if (weight + rest >= bits) == better
    ]


def _observed(present: _Present, variants: Sequence[dict[int, int]]) -> Observed:
    words = np.zeros(len(variants), dtype=np.uint64)
    rarity = np.zeros(len(variants), dtype=np.float32)
    for place, known in enumerate(present.model.comparisons):
        codes = [each.get(place, present.levels[place]) for each in variants]
        words = words * np.uint64(len(known.levels) + 1) + np.array(codes, dtype=np.uint64)
        rarity += np.array([0.0 if place in each else present.rarity[place] for each in variants], np.float32)
    return Observed(words, rarity)


def _change(present: _Present, place: int, code: int) -> LevelChange:
    known = present.model.comparisons[place]
    labels = (SAYS_NOTHING, *(level.label for level in known.levels))
    return LevelChange(known.name, labels[present.levels[place]], labels[code])


def _least(found: Sequence[WhatIf], *, better: bool) -> list[WhatIf]:
    """Of each choice of comparisons the change that goes least far, the least of all first."""
    ordered = sorted(found, key=lambda each: each.weight if better else -each.weight)
    first: dict[tuple[str, ...], WhatIf] = {}
    for each in ordered:
        first.setdefault(tuple(change.comparison for change in each.changes), each)
    return list(first.values())
