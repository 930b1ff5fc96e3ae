"""Reissued: verified numbers that differ although all else says that the two records are of one person.

Invariant: such a pair is never joined by itself and never dismissed; it is for a person to decide. A number
is issued anew after an adoption or a change of gender, and one that was superseded lives on in old files.
"""

import numpy as np

from resolver.constraints import Constraints
from resolver.model import Model
from resolver.observe import Observed, levels_of
from resolver.packed import Words, unpack
from resolver.relate import Evidence
from resolver.score import score

_ALL_ELSE_AGREES = 8.0
_MOST_A_NUMBER_SAYS = 24.0
_BIRTH_DATE, _SAME = "birth_date", 1


def reissued(evidence: Evidence, model: Model, constraints: Constraints) -> Words:
    """The packed pairs, ascending, of which a verified number may have been issued anew.

    Their dates of birth are the same, and what they say besides the number makes them a match by far.
    """
    names = [each.name for each in model.comparisons]
    if _BIRTH_DATE not in names or not constraints.identifiers:
        return np.empty(0, dtype=np.uint64)
    rows = np.flatnonzero(evidence.scored.weight >= _ALL_ELSE_AGREES - _MOST_A_NUMBER_SAYS)
    rows = rows[constraints.conflicts(*unpack(evidence.pairs[rows]))]
    conflicting = Observed(evidence.observed.words[rows], evidence.observed.rarity[rows])
    agree = score(model, _without(constraints.fields, model, conflicting)).weight >= _ALL_ELSE_AGREES
    of_one_age = levels_of(_sizes(model), conflicting.words)[:, names.index(_BIRTH_DATE)] == _SAME
    return np.asarray(evidence.pairs[rows[agree & of_one_age]])


def _without(fields: tuple[str, ...], model: Model, observed: Observed) -> Observed:
    """What was observed, but for these comparisons, which say nothing."""
    sizes = _sizes(model)
    levels = levels_of(sizes, observed.words)
    words = observed.words.copy()
    for place, comparison in enumerate(model.comparisons):
        if comparison.name in fields:
            unit = np.prod([size + 1 for size in sizes[place + 1 :]], dtype=np.uint64)
            words -= levels[:, place].astype(np.uint64) * unit
    return Observed(words, observed.rarity)


def _sizes(model: Model) -> list[int]:
    return [len(each.levels) for each in model.comparisons]
