"""Worthwhile: which blocking rules are worth their pairs.

Invariant: a rule is used up to the size of block to which it brings a further likely match in so many pairs,
counted after all that other rules bring for less. A declared rule of which the pilot says little is used in
full, because other records may know more; a rule that splits another has to show its worth.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from resolver.block import ranges
from resolver.model import Bits
from resolver.packed import Codes, Longs, order, sorted_unique
from resolver.pilot import Pilot
from resolver.rules import Rule
from resolver.settings import Settings

Table = npt.NDArray[np.float64]


class _Opening(NamedTuple):
    """Using a rule up to a size of block, and how many further matches that brings for each pair."""

    rule: int
    size: int
    matches_a_pair: float


def worthwhile(pilot: Pilot, likely: Bits, settings: Settings, records: int) -> list[Rule]:
    """The rules that pay, each up to the size of block to which it does.

    Args:
        pilot: what the rules propose.
        likely: the probability of each pair of the pilot to be of one person.
        settings: `pairs_a_match` is how many pairs a further match is worth where records are many.
        records: how many there are.
    """
    gains = np.where(likely >= settings.review_threshold, likely, 0.0).astype(np.float64)
    choice = _Choice(pilot, gains, settings.largest_block + 1)
    least = 1.0 / settings.pairs_worth_a_match(records)
    while (best := choice.best()).matches_a_pair >= least:
        choice.open(best)
    opened = zip(pilot.rules, choice.opened.tolist(), strict=True)
    return [replace(rule, largest_block=size) for rule, size in opened if size > 1]


class _Choice:
    """Which rules are open, up to which size of block, and what each further opening would bring.

    A cell is a rule and a size of block; each cell has the likely matches that no open rule brings. A
    declared rule has the benefit of the doubt: it is taken to bring one match more when it is used in full.
    """

    def __init__(self, pilot: Pilot, gains: Table, width: int) -> None:
        self.opened: Longs = np.ones(len(pilot.rules), dtype=np.int64)
        self._gains, self._shape = gains, (len(pilot.rules), width)
        self._doubt = np.zeros(self._shape)
        self._doubt[:, -1] = [not rule.is_split for rule in pilot.rules]
        cells = pilot.proposers * width + pilot.sizes
        self._costs = self._by_cell(cells, np.ones(len(cells)))
        brings = np.flatnonzero(gains[pilot.proposals] > 0)
        by_rule, by_pair = brings, brings[order(pilot.proposals[brings])]
        self._of_rules = _Lists.of(pilot.proposers[by_rule], pilot.proposals[by_rule], len(pilot.rules))
        self._sizes = pilot.sizes[by_rule]
        self._of_pairs = _Lists.of(pilot.proposals[by_pair], cells[by_pair], len(gains))
        self._matches = self._by_cell(cells[brings], gains[pilot.proposals[brings]])

    def best(self) -> _Opening:
        """The opening that brings most matches for each pair."""
        closed = np.arange(self._shape[1]) > self.opened[:, None]
        matches, pairs = (np.cumsum(each * closed, axis=1) for each in (self._matches, self._costs))
        yields = np.where(closed, (self._doubt + matches) / (1.0 + pairs), 0.0)
        rule, size = np.unravel_index(_last_highest(yields), self._shape)
        return _Opening(int(rule), int(size), float(yields[rule, size]))

    def open(self, opening: _Opening) -> None:
        """Use a rule up to a size of block; what it brings, no other rule needs to bring."""
        one = np.array([opening.rule])
        fits = self._sizes[self._of_rules.places(one)] <= opening.size
        brought = self._of_rules.entries(one)[fits]
        pairs = sorted_unique(brought[self._gains[brought] > 0].astype(np.uint64)).astype(np.int64)
        repeated = np.repeat(self._gains[pairs], self._of_pairs.sizes(pairs))
        self._matches -= self._by_cell(self._of_pairs.entries(pairs), repeated)
        self._gains[pairs] = 0.0
        self.opened[opening.rule] = opening.size

    def _by_cell(self, cells: Codes, weights: Table) -> Table:
        count = self._shape[0] * self._shape[1]
        return np.bincount(cells, weights, count).astype(np.float64).reshape(self._shape)


class _Lists(NamedTuple):
    """Lists of numbers laid end to end, and where each begins."""

    starts: Longs
    numbers: Codes

    @classmethod
    def of(cls, owners: Codes, numbers: Codes, count: int) -> "_Lists":
        """A list for each of `count` owners; `owners` ascend."""
        return cls(np.searchsorted(owners, np.arange(count + 1)).astype(np.int64), numbers)

    def sizes(self, owners: Longs) -> Longs:
        """How long the lists of these owners are."""
        return self.starts[owners + 1] - self.starts[owners]

    def places(self, owners: Longs) -> Longs:
        """Where their numbers lie."""
        sizes = self.sizes(owners)
        return np.repeat(self.starts[owners], sizes) + ranges(sizes)

    def entries(self, owners: Longs) -> Codes:
        """Their numbers."""
        return self.numbers[self.places(owners)]


def _last_highest(table: Table) -> int:
    return table.size - 1 - int(table.ravel()[::-1].argmax())
