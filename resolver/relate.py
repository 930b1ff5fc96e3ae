"""Relate: two records whose companions match each other are likelier of one home, so of one person.

Invariant: what is added to a pair depends on the records of its two groups alone, is the same for one person
as for two people of one household, and is counted once however many companions match. Strict first: only
companions that match on what they say themselves. Then once more, looser, with what the first round added;
then never again. As groups share no record, nothing spreads further than from one group to another.
Sources: associative matching in the census of England and Wales (ONS, 2021); Fu, Christen and Zhou (2014).
"""

from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from resolver.compare.level import LevelCodes
from resolver.model import Model
from resolver.observe import Observed
from resolver.packed import Codes, Longs, Words, is_among, is_first, may_be_among, pack, sorted_unique, unpack
from resolver.parallel import in_parallel
from resolver.relation_worth import MOST_BITS, learned_worth
from resolver.score import Odds, Scored, bits_of, odds_of, weighed
from resolver.settings import Settings

COMPANIONS, MATCH_TOO = "companions", "people recorded with them match too"
STRICT_BITS, LOOSE_BITS = 8.0, 6.0
_PART = 250_000

Flags = npt.NDArray[np.bool_]


class _Counts(NamedTuple):
    """How often each of some ascending words occurs."""

    words: Words
    counts: Longs

    @classmethod
    def of(cls, words: Words) -> Self:
        """Count words."""
        ordered = np.sort(words)
        starts = np.flatnonzero(is_first(ordered)) if len(ordered) else np.empty(0, dtype=np.int64)
        return cls(ordered[starts], np.diff(np.append(starts, len(ordered))).astype(np.int64))

    def occurrences(self, words: Words) -> Longs:
        """How often each of these words was among those counted."""
        if not len(self.words):
            return np.zeros(len(words), dtype=np.int64)
        places = np.minimum(np.searchsorted(self.words, words), len(self.words) - 1)
        return np.where(self.words[places] == words, self.counts[places], 0)


@dataclass(frozen=True)
class Relations:
    """Which groups of companions match each other.

    Attributes:
        groups: for each record the group of companions it is in, -1 for none.
        worth: bits that matching companions add.
        least: the weight from which on a pair is lifted; one below could not be brought to review.
    """

    groups: Codes
    worth: float
    least: float
    _pairs: Words
    _of_groups: _Counts
    _of_records: _Counts

    @classmethod
    def of(cls, groups: Codes, matching: Words, worth: float, least: float = -np.inf) -> Self:
        """The relations that `matching` packed pairs of records make; pairs without groups play no part."""
        left, right = unpack(matching)
        is_between = are_in_two_groups(groups, left, right)
        left, right = left[is_between], right[is_between]
        one, other = groups[left], groups[right]
        of_records = np.concatenate([pack(left, other), pack(right, one)])
        return cls(
            groups,
            worth,
            least,
            sorted_unique(matching[is_between]),
            _Counts.of(between_groups(one, other)),
            _Counts.of(of_records),
        )

    def levels(self, left: Codes, right: Codes) -> LevelCodes:
        """1 for pairs of which other members of the two groups match, 0 for all else."""
        levels = np.zeros(len(left), dtype=np.uint8)
        rows = np.flatnonzero(are_in_two_groups(self.groups, left, right))
        between = between_groups(self.groups[left[rows]], self.groups[right[rows]])
        rows = rows[may_be_among(between, self._of_groups.words)]
        one, other = left[rows], right[rows]
        theirs, mine = self.groups[other], self.groups[one]
        matching = self._of_groups.occurrences(between_groups(mine, theirs)) + is_among(
            pack(np.minimum(one, other), np.maximum(one, other)), self._pairs
        )
        own = self._of_records.occurrences(pack(one, theirs)) + self._of_records.occurrences(
            pack(other, mine)
        )
        levels[rows] = matching > own
        return levels

    def levels_of(self, pairs: Words) -> LevelCodes:
        """The same of packed pairs, a part at a time, several parts side by side."""
        levels = np.empty(len(pairs), dtype=np.uint8)

        def level_from(start: int) -> None:
            part = slice(start, start + _PART)
            levels[part] = self.levels(*unpack(pairs[part]))

        in_parallel(level_from, range(0, len(pairs), _PART), len(pairs))
        return levels

    def lifted(self, odds: Odds, levels: LevelCodes) -> Scored:
        """The weights that the odds make when what the companions say is added, a part at a time."""
        made = Scored(*(np.empty(len(levels), dtype=np.float32) for _ in Scored._fields))

        def lift_from(start: int) -> None:
            part = slice(start, start + _PART)
            bits = self.bits(levels[part])
            person, household, namesake = (each[part] for each in odds)
            lifted = weighed(Odds(person + bits, household + bits, namesake))
            for whole, each in zip(made, lifted, strict=True):
                whole[part] = each

        in_parallel(lift_from, range(0, len(levels), _PART), len(levels))
        return made

    def bits(self, levels: LevelCodes) -> npt.NDArray[np.float32]:
        """What each level is worth, against strangers and namesakes."""
        return np.where(levels > 0, np.float32(self.worth), np.float32(0))


def are_in_two_groups(groups: Codes, left: Codes, right: Codes) -> Flags:
    """For each pair of records whether each has companions, and not the other as one of them."""
    one, other = groups.take(left), groups.take(right)
    return np.asarray((one >= 0) & (other >= 0) & (one != other))


def between_groups(one: Codes, other: Codes) -> Words:
    """One word for two groups, whichever comes first."""
    return pack(np.minimum(one, other), np.maximum(one, other))


class Evidence(NamedTuple):
    """Packed candidate pairs, what was observed of them, and what that is worth."""

    pairs: Words
    observed: Observed
    scored: Scored


class Related(NamedTuple):
    """The weights with what the companions say, the model that knows its worth, and which groups match."""

    model: Model
    scored: Scored
    relations: Relations


def relate(groups: Codes, evidence: Evidence, model: Model, settings: Settings, *, learns: bool) -> Related:
    """Add to the weights what the companions of two records say of them.

    Args:
        groups: the group of companions of each record.
        evidence: the candidate pairs, their weights from the two records alone.
        model: what made those weights.
        settings: where the thresholds lie.
        learns: whether to learn from these pairs what matching companions are worth.
    """
    pairs, observed, scored = evidence
    least = bits_of(settings.review_threshold) - MOST_BITS
    rows = np.flatnonzero(scored.weight >= least)
    rows = rows[are_in_two_groups(groups, *unpack(pairs[rows]))]
    near, odds = pairs[rows], odds_of(model, Observed(observed.words[rows], observed.rarity[rows]))
    strict = Relations.of(groups, near[scored.weight[rows] >= STRICT_BITS], model.companions)
    levels = strict.levels_of(near)
    if learns:
        model = replace(model, companions=learned_worth(odds, levels))
        strict = replace(strict, worth=model.companions)
    first = strict.lifted(odds, levels)
    relations = Relations.of(groups, near[first.weight >= LOOSE_BITS], model.companions, least)
    last = relations.lifted(odds, relations.levels_of(near))
    for whole, part in zip(scored, last, strict=True):
        whole[rows] = part
    return Related(model, scored, relations)
