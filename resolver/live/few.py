"""Few: a few records linked as a batch is, by what was learned.

Invariant: people, weights, judgements and reasons are those that `resolver.link.link` finds in the same
records. Only the way there is another: records are compared two at a time, and their blocks are known.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from resolver.companions import MOST_COMPANIONS
from resolver.compare.level import Compared
from resolver.constraints import Decisions, constraints_of
from resolver.learned import Learned
from resolver.linkage import Learning, Linkage, Scorer
from resolver.live.few_records import FewRecords
from resolver.live.measure import Measure, Measured
from resolver.packed import Codes, Flags, Longs, Places, Words, group_sizes, pack, sorted_unique, unpack
from resolver.relate import Evidence, are_in_two_groups, between_groups, relate
from resolver.said import Said
from resolver.tell import told_of
from resolver.values import NOTHING


class Looked(NamedTuple):
    """A record that is looked at.

    Attributes:
        source: its source.
        key: its key.
        say: reads what it says.
        words: the tagged words of the blocks that it is in.
        company: the word of its company, 0 for none.
        is_judged: whether it matters whose it is; of records that are only looked at because they are near,
            pairs with those judged are told, and of others only those that have a say in such a pair.
        is_whole: whether its company is given where it has one, so that all its pairs weigh what they should.
    """

    source: str
    key: str
    say: Callable[[], Said]
    words: Words
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

    def compare(self, left: Places, right: Places) -> Compared:
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
    groups = _groups([each.company for each in looked])
    shared = _that_matter(_sharing([each.words for each in looked]), looked, groups)
    held = FewRecords(_what_they_say(looked, shared, decisions), learned.background)
    constraints = constraints_of(held, settings, decisions)
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


def _what_they_say(looked: Sequence[Looked], pairs: Words, decisions: Decisions) -> list[Said]:
    """What the records of pairs say; others are in no pair, and it is not asked what they say."""
    settled = chain.from_iterable((*decisions.must_link, *decisions.cannot_link))
    compared = {*np.concatenate(unpack(pairs)).tolist(), *settled}
    return [
        each.say() if row in compared else Said(each.source, each.key, {}) for row, each in enumerate(looked)
    ]


def _sharing(words: Sequence[Words]) -> Words:
    """The packed pairs of rows that have a word in common."""
    rows = np.repeat(np.arange(len(words), dtype=np.int64), [len(each) for each in words])
    every = np.concatenate([np.empty(0, dtype=np.uint64), *words])
    by_word = np.argsort(every, kind="stable")
    rows, every = rows[by_word], every[by_word]
    starts, sizes = group_sizes(every)
    found = [pack(*_ends(rows, starts[sizes == size], size)) for size in np.unique(sizes[sizes > 1]).tolist()]
    pairs = sorted_unique(np.concatenate([every[:0], *found]))
    left, right = unpack(pairs)
    is_of_two: Flags = left != right
    return pairs[is_of_two]


def _ends(rows: Longs, starts: Longs, size: int) -> tuple[Longs, Longs]:
    """The pairs of rows, the first before the second, in runs of one size."""
    members = rows[starts[:, np.newaxis] + np.arange(size)]
    one, other = np.triu_indices(size, 1)
    return members[:, one].ravel(), members[:, other].ravel()


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
    source, key = ([each[place] for each in looked] for place in range(2))
    return pa.table({"source": source, "key": key, "entity_id": entity})
