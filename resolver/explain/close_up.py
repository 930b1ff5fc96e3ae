"""Close-up: a few of the records that were linked, every pair of which can be looked into.

Invariant: nothing is judged anew; a pair has the weight that the linkage gives it, and two records are of one
person where the linkage says so. Rows here are numbered by the close-up, from 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from resolver.block import candidate_pairs
from resolver.constraints import Constraints, Decisions, constraints_of
from resolver.decide import record_ids
from resolver.linkage import Linkage, Reason
from resolver.observe import Observed, observe_batch
from resolver.packed import Codes, is_among, pack, unpack
from resolver.records import Records
from resolver.score import Scored, bits_of, odds_of, weighed
from resolver.settings import Settings
from resolver.tell import for_and_against


@dataclass(frozen=True)
class CloseUp:
    """Some rows of a linked table.

    Attributes:
        records: all canonical person rows that were linked.
        linkage: what linking found.
        chosen: the rows to look at.
        decisions: pairs of rows of `records` that people had settled.
    """

    records: pa.Table = field(repr=False)
    linkage: Linkage = field(repr=False)
    chosen: tuple[int, ...]
    decisions: Decisions = field(default_factory=Decisions, repr=False)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """The id of each record: its source and key."""
        return tuple(record_ids(self.records.take(list(self.chosen))))

    @property
    def settings(self) -> Settings:
        """The settings that the records were linked under."""
        return self.linkage.learning.settings

    @property
    def match_bits(self) -> float:
        """The weight from which a pair is a match."""
        return bits_of(self.settings.match_threshold)

    @cached_property
    def entities(self) -> tuple[str, ...]:
        """The person that each record was found to be of."""
        return tuple(map(str, self.linkage.clusters["entity_id"].take(list(self.chosen)).to_pylist()))

    def row(self, record: str) -> int:
        """The row of a record.

        Raises:
            KeyError: it is none of these records.
        """
        return self._rows[record]

    def only(self, records: Iterable[str]) -> "CloseUp":
        """The same, of fewer records."""
        return replace(self, chosen=tuple(self.chosen[self.row(record)] for record in records))

    def reasons(self, left: int, right: int) -> list[Reason]:
        """Why two rows have their weight: lines whose bits add up to it."""
        ends = (np.array([self.chosen[row]], dtype=np.int32) for row in (left, right))
        return [part.reason(0) for part in self.linkage.scorer.parts(*ends)]

    def observed(self, left: Codes, right: Codes) -> Observed:
        """What the comparisons say of pairs of rows."""
        scorer = self.linkage.scorer
        return observe_batch(scorer.model, scorer.comparisons, *self.held(left, right))

    def pull(self, left: Codes, right: Codes) -> list[float]:
        """How strongly each pair of rows speaks for one person or against; 0 where no rule pairs them."""
        drawn = for_and_against(self._scored(left, right), self.settings)
        pulls: list[float] = np.where(self.is_candidate(left, right), drawn, 0.0).tolist()
        return pulls

    def is_candidate(self, left: Codes, right: Codes) -> npt.NDArray[np.bool_]:
        """Whether some blocking rule proposes each pair of rows."""
        low, high = np.minimum(left, right), np.maximum(left, right)
        return is_among(pack(low, high), self._candidates)

    def settled(self) -> dict[tuple[int, int], bool]:
        """The pairs of rows that people or verified numbers settled: whether they must be together."""
        left, right = (ends.astype(np.int32) for ends in np.triu_indices(len(self.chosen), 1))
        conflicting = self._constraints.conflicts(*self.held(left, right))
        pairs = zip(left[conflicting].tolist(), right[conflicting].tolist(), strict=True)
        found = dict.fromkeys(pairs, False)
        found |= dict.fromkeys(self.judged(self.decisions.must_link), True)
        return found | dict.fromkeys(self.judged(self.decisions.cannot_link), False)

    def judged(self, pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        """Those of the pairs of rows of `records` that are of this close-up, as its own rows."""
        place = {row: number for number, row in enumerate(self.chosen)}
        ends = [(place[one], place[other]) for one, other in pairs if one in place and other in place]
        return {(min(pair), max(pair)) for pair in ends}

    def held(self, left: Codes, right: Codes) -> tuple[Codes, Codes]:
        """The pairs of rows in the order in which the records are held, the smaller place first."""
        places = self.linkage.scorer.places[list(self.chosen)]
        return np.minimum(places[left], places[right]), np.maximum(places[left], places[right])

    @cached_property
    def here(self) -> Records:
        """The chosen records by themselves, with what was common among all."""
        learned = self.linkage.learned
        return Records(self.records.take(list(self.chosen)), learned.background)

    def _scored(self, left: Codes, right: Codes) -> Scored:
        """The weights of pairs of rows, with what those recorded with them add."""
        odds = odds_of(self.linkage.model, self.observed(left, right))
        relations = self.linkage.scorer.relations
        levels = relations.levels(*self.held(left, right))
        levels[weighed(odds).weight < relations.least] = 0
        return relations.lifted(odds, levels)

    @cached_property
    def _constraints(self) -> Constraints:
        return constraints_of(self.linkage.learning.records, self.settings, self.decisions)

    @cached_property
    def _candidates(self) -> npt.NDArray[np.uint64]:
        """Packed pairs of rows that some rule proposes, ascending."""
        found = candidate_pairs(self.here, self.settings, self.linkage.learned.background.crowded)
        one, other = (self.here.positions[each] for each in unpack(found.pairs))
        return np.sort(pack(np.minimum(one, other), np.maximum(one, other)))

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {id_: row for row, id_ in enumerate(self.ids)}
