"""Scope: which records must be judged together with those that arrive.

Invariant: every record whose person may change because of the arrivals is judged, and everything that has a
say in the pairs of such a record is in the table: what it is tied to, and the companions of both. Records
around them are looked at, because a pair with an arrival may have to be reviewed, but their people stay.
"""

from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from resolver.companions import MOST_COMPANIONS
from resolver.decide import record_ids, settled
from resolver.link import link
from resolver.linkage import Linkage
from resolver.live.memory import Memory
from resolver.live.newcomers import Newcomers
from resolver.live.sight import RowPairs, weigh
from resolver.model import Bits
from resolver.packed import Codes
from resolver.relation_worth import MOST_BITS
from resolver.score import bits_of


@dataclass(frozen=True)
class Scope:
    """Records judged together.

    Attributes:
        table: the records looked at, the arrivals among them.
        ids: their ids.
        linkage: what linking the table found.
        judged: ids of the records whose people may change.
        replaced: ids of the records that were there before, and are no more or come anew.
        reweighed: ids of the records of which pairs may weigh something else than before, arrivals left out.
        compared: how many pairs were compared.
    """

    table: pa.Table
    ids: list[str]
    linkage: Linkage
    judged: frozenset[str]
    replaced: frozenset[str]
    reweighed: frozenset[str]
    compared: int


@dataclass(frozen=True)
class _Known:
    """The records there are that the changes concern, by number.

    Attributes:
        gone: those that are no more, or come anew.
        near: those that may be of one person with an arrival, if their companions say so too.
        tied: those that are likelier of one person with an arrival than not.
        company: the companions of what goes and comes.
        compared: how many pairs were compared to find them.
    """

    gone: Set[int]
    near: Set[int]
    tied: Set[int]
    company: Set[int]
    compared: int


def scope_of(memory: Memory, newcomers: Newcomers, withdrawn: Collection[str]) -> Scope:
    """The records to judge when some arrive or go, judged."""
    known = _known(memory, newcomers, withdrawn)
    compared = known.compared
    asked = {*known.tied, *known.gone, *known.company, *_settled(memory, newcomers)}
    while True:
        judged = memory.together(asked) - known.gone
        table = _table(memory, newcomers, judged | known.near, known.gone)
        ids: list[str] = record_ids(table).tolist()
        linkage = link(table, learned=memory.learned, decisions=settled(memory.reviewed, record_ids(table)))
        compared += linkage.candidates
        names = memory.ids(judged).union(newcomers.ids)
        asked = _drawn_in(memory, linkage, ids, names)
        if not asked:
            gone, company = memory.ids(known.gone), memory.ids(known.company)
            return Scope(table, ids, linkage, names, gone, company, compared)
        asked |= judged


def tied_rows(linkage: Linkage, memory: Memory) -> Iterable[tuple[int, int]]:
    """The rows of the pairs that speak for one person."""
    pairs = linkage.pairs
    speaks = pairs["weight"].to_numpy() > bits_of(memory.learned.settings.cluster_threshold)
    left, right = (pairs[side].to_numpy()[speaks].tolist() for side in ("left", "right"))
    return zip(left, right, strict=True)


def _drawn_in(memory: Memory, linkage: Linkage, ids: list[str], judged: Set[str]) -> set[int]:
    """The records outside `judged` that turned out to be tied to one inside."""
    drawn = set()
    for left, right in tied_rows(linkage, memory):
        if (ids[left] in judged) != (ids[right] in judged):
            other = memory.shelf.number(ids[right] if ids[left] in judged else ids[left])
            assert other is not None
            drawn.add(other)
    return drawn


def _known(memory: Memory, newcomers: Newcomers, withdrawn: Collection[str]) -> _Known:
    numbers = [memory.shelf.number(id_) for id_ in (*newcomers.ids, *withdrawn)]
    gone = {number for number in numbers if number is not None}
    rows, near = memory.near(newcomers)
    if gone:
        stays = ~np.isin(near, list(gone))
        rows, near = rows[stays], near[stays]
    weights = _weights(memory, newcomers.records, rows, near)
    settings = memory.learned.settings
    return _Known(
        gone,
        set(near[weights >= bits_of(settings.review_threshold) - MOST_BITS].tolist()),
        set(near[weights > bits_of(settings.cluster_threshold)].tolist()),
        _company(memory, newcomers, gone) - gone,
        len(rows),
    )


def _weights(memory: Memory, arrivals: pa.Table, rows: Codes, near: Codes) -> Bits:
    """The weight of each pair of a row of the arrivals and a number."""
    if not len(rows):
        return np.empty(0, dtype=np.float32)
    distinct, places = np.unique(near, return_inverse=True)
    table = pa.concat_tables([memory.shelf.fitted(arrivals), memory.shelf.table(distinct.tolist())])
    return weigh(table, RowPairs(rows, places.astype(np.int32) + arrivals.num_rows), memory.learned)


def _company(memory: Memory, newcomers: Newcomers, gone: Set[int]) -> set[int]:
    """The companions of what goes and of what comes, where the group is, or was, a small one."""
    groups = [*memory.company_of(newcomers), *memory.companions(gone)]
    return {each for group in groups if len(group) <= MOST_COMPANIONS + len(gone) for each in group}


def _table(memory: Memory, newcomers: Newcomers, numbers: Set[int], gone: Set[int]) -> pa.Table:
    """The records of these numbers with all their companions, and the arrivals."""
    company = {each for group in memory.companions(numbers) for each in group}
    held = memory.shelf.table((numbers | company) - gone)
    return pa.concat_tables([held, memory.shelf.fitted(newcomers.records)])


def _settled(memory: Memory, newcomers: Newcomers) -> list[int]:
    """The records that a reviewer has judged to be of one person with an arrival."""
    found = (memory.shelf.number(other) for id_ in newcomers.ids for other in memory.must(id_))
    return [number for number in found if number is not None]
