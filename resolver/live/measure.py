"""Measure: what the declared comparisons say of a few pairs of records, and what that weighs.

Invariant: levels, rarity and weights are those that a batch gives the same two records by what was learned.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from resolver.compare.declared import comparisons_for, those_with_fields
from resolver.compare.declared_of_two import comparisons_of_two
from resolver.compare.level import LevelCodes, Shares
from resolver.compare.of_two import Agreement
from resolver.kin import as_kin, kin_rules
from resolver.learned import Learned
from resolver.live.cascade import Cascade
from resolver.live.few_records import FewRecords
from resolver.model import MOST_RARITY_BITS, Bits, Model
from resolver.observe import Observed
from resolver.packed import Codes
from resolver.records import Records
from resolver.said import Said
from resolver.score import Odds, Scored, weighed

_MANY = 250
"""From so many pairs on, comparing them in a batch is quicker."""

Asked = tuple[Said, Sequence[tuple[int, Said]]]
"""A record, and others by number."""


class Measured(NamedTuple):
    """Levels and shares of each pair by each comparison, shape (pairs, comparisons)."""

    levels: LevelCodes
    shares: Shares


class Likely(NamedTuple):
    """Records by number, and what the pair of each with the record asked about weighs."""

    numbers: list[int]
    weights: Bits


class Measure:
    """Compares two records at a time, and weighs many pairs at once.

    Args:
        learned: what was learned.
        records: some records as what was learned sees them, from which it is read what is compared.
    """

    def __init__(self, learned: Learned, records: Records) -> None:
        declared = those_with_fields(records, learned.settings)
        self._compare = comparisons_of_two(learned.background, declared)
        self._learned = learned
        self._tables = _Tables.of(learned.model)
        self._cascade = Cascade(learned.model, [each.kind for each in declared], self._compare)

    def among(self, held: FewRecords, left: Codes, right: Codes) -> Measured:
        """Compare pairs of a few records, by row; the order of the two makes no difference."""
        if len(left) >= _MANY:
            return self._in_batch(held, left, right)
        said, both = held.said, zip(left.tolist(), right.tolist(), strict=True)
        agreements = [[compare(said[one], said[other]) for compare in self._compare] for one, other in both]
        return _measured(agreements, len(self._compare))

    def _in_batch(self, held: FewRecords, left: Codes, right: Codes) -> Measured:
        compared = [each.compare(left, right) for each in comparisons_for(held, self._learned.settings)]
        levels = np.stack([each.levels for each in compared], axis=1)
        return Measured(levels, np.stack([each.shares for each in compared], axis=1).astype(np.float32))

    def likely(self, asked: Sequence[Asked], least: float) -> list[Likely]:
        """Of each record asked about, those beside it whose pair with it may weigh `least` bits.

        Of many pairs, all are told, with what they weigh.
        """
        if sum(len(beside) for _, beside in asked) >= _MANY:
            return self._all_likely(asked)
        return [self._passing(one, beside, least) for one, beside in asked]

    def _passing(self, one: Said, beside: Sequence[tuple[int, Said]], least: float) -> Likely:
        found = self._cascade.passing(one, beside, least)
        measured = _measured([agreements for _, agreements in found], len(self._compare))
        return Likely([number for number, _ in found], self._weight(measured))

    def _all_likely(self, asked: Sequence[Asked]) -> list[Likely]:
        said = list({id(each): each for one, beside in asked for each in (one, *_said(beside))}.values())
        row = {id(each): number for number, each in enumerate(said)}
        left = [row[id(one)] for one, beside in asked for _ in beside]
        right = [row[id(other)] for _, beside in asked for other in _said(beside)]
        held = FewRecords(said, self._learned.background)
        weights = self._weight(self._in_batch(held, *np.array([left, right], dtype=np.int32)))
        ends = np.cumsum([len(beside) for _, beside in asked])[:-1]
        each = zip(asked, np.split(weights, ends), strict=True)
        return [Likely([number for number, _ in beside], weight) for (_, beside), weight in each]

    def _weight(self, measured: Measured) -> Bits:
        return self.scored(measured, self.observed(measured).rarity).weight

    def observed(self, measured: Measured) -> Observed:
        """What was measured, as one word and one number a pair."""
        return self._tables.observed(measured)

    def scored(self, measured: Measured, rarity: Bits) -> Scored:
        """The weights of pairs; `rarity` is that of `observed`."""
        return weighed(self._tables.odds(measured.levels, rarity))


class _Tables(NamedTuple):
    """The model as tables, shape (comparisons, levels), a row shorter than the longest filled up with 0."""

    model: Model
    sizes: list[int]
    damping: Bits
    reference: Bits
    bits: tuple[Bits, Bits, Bits]

    @classmethod
    def of(cls, model: Model) -> "_Tables":
        sizes = [len(each.levels) for each in model.comparisons]
        damping, reference = zip(*(each.rarities for each in model.comparisons), strict=True)
        bits = zip(*(each.bits() for each in model.comparisons), strict=True)
        person, household, namesake = map(_padded, bits)
        return cls(model, sizes, _padded(damping), _padded(reference), (person, household, namesake))

    def observed(self, measured: Measured) -> Observed:
        levels, shares = measured
        places = np.arange(len(self.sizes))
        weight = self.damping[places, levels]
        bits = np.zeros(levels.shape, dtype=np.float32)
        rows = (weight > 0) & (shares > 0)
        bits[rows] = np.log2(shares[rows] / self.reference[places, levels][rows]) * weight[rows]
        np.clip(bits, -MOST_RARITY_BITS, MOST_RARITY_BITS, out=bits)
        words, rarity = np.zeros(len(levels), dtype=np.uint64), np.zeros(len(levels), dtype=np.float32)
        for place, size in enumerate(self.sizes):
            words = words * np.uint64(size + 1) + levels[:, place]
            rarity += bits[:, place]
        return Observed(words, rarity)

    def odds(self, levels: LevelCodes, rarity: Bits) -> Odds:
        places = np.arange(len(self.sizes))
        totals = []
        for prior, table in zip(self.model.prior(), self.bits, strict=True):
            each = table[places, levels]
            total = np.full(len(levels), prior, dtype=np.float32)
            for place in range(len(self.sizes)):
                total = total + each[:, place]
            totals.append(total)
        person, household, namesake = totals
        household = as_kin(kin_rules(self.model, levels), person, household)
        return Odds(person - rarity, household - rarity, namesake)


def _said(beside: Sequence[tuple[int, Said]]) -> Iterator[Said]:
    return (said for _, said in beside)


def _measured(agreements: Sequence[Sequence[Agreement]], width: int) -> Measured:
    if not agreements:
        return Measured(np.empty((0, width), dtype=np.uint8), np.empty((0, width), dtype=np.float32))
    both = np.array(agreements, dtype=np.float64)
    return Measured(both[:, :, 0].astype(np.uint8), both[:, :, 1].astype(np.float32))


def _padded(rows: Sequence[Bits]) -> Bits:
    """Rows of unlike length as one table."""
    table = np.zeros((len(rows), max(map(len, rows))), dtype=np.float32)
    for number, row in enumerate(rows):
        table[number, : len(row)] = row
    return table
