"""Few: a few records linked as a batch is, by what was learned.

Invariant: people, weights, judgements and reasons are those that `resolver.link.link` finds in the same
records. Only the way there is another: records are compared two at a time, and their blocks are known.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pyarrow as pa

from resolver.companions import MOST_COMPANIONS
from resolver.compare.level import Compared
from resolver.constraints import Decisions, constraints_of
from resolver.learned import Learned
from resolver.linkage import Learning, Linkage, Scorer
from resolver.live.few_records import FewRecords
from resolver.live.measure import Measure, Measured
from resolver.packed import Codes, Words, pack, sorted_unique, unpack
from resolver.relate import Evidence, are_in_two_groups, between_groups, relate
from resolver.said import Said
from resolver.tell import told_of
from resolver.values import NOTHING


@dataclass(frozen=True)
class Looked:
    """A record that is looked at.

    Attributes:
        said: what it says.
        words: the tagged words of the blocks that it is in.
        company: the word of its company, 0 for none.
        is_judged: whether it matters whose it is; of records that are only looked at because they are near,
            pairs with those judged are told, and of others only those that have a say in such a pair.
        is_whole: whether its company is given where it has one, so that all its pairs weigh what they should.
    """

    said: Said
    words: Sequence[int]
    company: int
    is_judged: bool = True
    is_whole: bool = True


@dataclass(frozen=True)
class _Told:
    """A comparison whose answers are known."""

    place: int
    rows: Mapping[tuple[int, int], int]
    measured: Measured
    name: str = ""
    levels: tuple[()] = ()
    tells_namesakes: bool = False

    def compare(self, left: Codes, right: Codes) -> Compared:
        """Levels of pairs of records."""
        rows = [self.rows[pair] for pair in zip(left.tolist(), right.tolist(), strict=True)]
        shares = self.measured.shares[rows, self.place]
        return Compared(self.measured.levels[rows, self.place], lambda places: shares[places])


def link_few(looked: Sequence[Looked], learned: Learned, measure: Measure, decisions: Decisions) -> Linkage:
    """Find which of a few records are of one person.

    Args:
        looked: the records, in the order of source and key.
        learned: what was learned.
        measure: what compares them.
        decisions: pairs of them that people have settled.
    """
    model, settings = learned.model, learned.settings
    held = FewRecords([each.said for each in looked], learned.background)
    constraints = constraints_of(held, settings, decisions)
    groups = _groups([each.company for each in looked])
    shared = _that_matter(_sharing(looked), looked, groups)
    pairs = sorted_unique(np.concatenate([shared, constraints.must_link, constraints.cannot_link]))
    left, right = unpack(pairs)
    measured = measure.among(held, left, right)
    observed = measure.observed(measured)
    evidence = Evidence(pairs, observed, measure.scored(measured, observed.rarity))
    related = relate(groups, evidence, model, settings, learns=False)
    judged = told_of(held, Evidence(pairs, observed, related.scored), model, constraints, settings)
    rows = {pair: row for row, pair in enumerate(zip(left.tolist(), right.tolist(), strict=True))}
    told = [_Told(place, rows, measured) for place in range(measured.levels.shape[1])]
    return Linkage(
        _clusters(looked, judged.labels),
        judged.pairs,
        judged.held,
        len(pairs),
        Scorer(model, told, related.relations, held.places),
        Learning(model, settings, held, learned.background.crowded),
    )


def _sharing(looked: Sequence[Looked]) -> Words:
    """The packed pairs that share a block."""
    members: dict[int, list[int]] = defaultdict(list)
    for row, each in enumerate(looked):
        for word in set(each.words):
            members[word].append(row)
    shared = {pair for rows in members.values() if len(rows) > 1 for pair in combinations(rows, 2)}
    left, right = np.array(list(shared), dtype=np.int64).reshape(-1, 2).T
    return pack(left, right)


def _that_matter(pairs: Words, looked: Sequence[Looked], groups: Codes) -> Words:
    """The pairs with a record that is judged, and those of the companions of both, which have a say in it."""
    left, right = unpack(pairs)
    is_judged = np.array([each.is_judged for each in looked], dtype=np.bool_)
    matters = is_judged[left] | is_judged[right]
    rows = np.flatnonzero(are_in_two_groups(groups, left, right))
    between = between_groups(groups[left[rows]], groups[right[rows]])
    matters[rows] |= np.isin(between, between[matters[rows]])
    return pairs[matters]


def _groups(company: Sequence[int]) -> Codes:
    """The number of the group of companions of each record, -1 for none."""
    members: dict[int, list[int]] = defaultdict(list)
    for row, word in enumerate(company):
        members[word].append(row)
    groups = np.full(len(company), NOTHING, dtype=np.int32)
    for number, (word, rows) in enumerate(members.items()):
        if word and 2 <= len(rows) <= MOST_COMPANIONS:
            groups[rows] = number
    return groups


def _clusters(looked: Sequence[Looked], labels: Codes) -> pa.Table:
    """Source, key and entity_id of each record."""
    entity = pa.array(labels).cast(pa.string())
    names = {name: [getattr(each.said, name) for each in looked] for name in ("source", "key")}
    return pa.table({**names, "entity_id": entity})
