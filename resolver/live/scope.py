"""Scope: which records must be judged together with those that arrive.

Invariant: every record whose person may change because of the arrivals is judged, and everything that has a
say in the pairs of such a record is in the table: what it is tied to, and the companions of both. Records
around them are looked at, because a pair with an arrival may have to be reviewed, but their people stay; such
a record is without its companions where these have no say.
"""

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from functools import partial
from itertools import compress
from operator import itemgetter

import numpy as np

from resolver.decide import settled
from resolver.linkage import Linkage
from resolver.live.few import Looked, link_few
from resolver.live.memory import Memory
from resolver.live.newcomers import Newcomers
from resolver.live.placed import tag
from resolver.live.reach import Reach, reach_of
from resolver.said import Said
from resolver.score import bits_of


@dataclass(frozen=True)
class Scope:
    """Records judged together.

    Attributes:
        ids: the ids of the records looked at, the arrivals among them.
        whole: ids of those of them that are looked at with their companions, where they have any.
        linkage: what linking them found.
        judged: ids of the records whose people may change.
        replaced: ids of the records that were there before, and are no more or come anew.
        reweighed: ids of the records of which pairs may weigh something else than before, arrivals left out.
        compared: how many pairs were compared.
        beside: what the pair of each arrival with each record in one of its blocks weighs by itself.
    """

    ids: list[str]
    whole: frozenset[str]
    linkage: Linkage
    judged: frozenset[str]
    replaced: frozenset[str]
    reweighed: frozenset[str]
    compared: int
    beside: Mapping[str, Mapping[int, float]]


def scope_of(memory: Memory, newcomers: Newcomers, withdrawn: Collection[str]) -> Scope:
    """The records to judge when some arrive or go, judged."""
    reach = reach_of(memory, newcomers, withdrawn)
    compared = reach.compared
    asked = {*reach.tied, *reach.gone, *reach.company, *_settled(memory, newcomers)}
    while True:
        judged = memory.together(asked) - reach.gone
        heard = memory.companies(judged | reach.heard) | reach.companies
        looked = [*_arriving(newcomers, heard), *_held(memory, reach, judged, heard)]
        looked.sort(key=itemgetter(0, 1))
        ids = [f"{each.source}/{each.key}" for each in looked]
        linkage = link_few(looked, memory.learned, memory.measure, settled(memory.reviewed, ids))
        compared += linkage.candidates
        names = memory.ids(judged).union(newcomers.ids)
        asked = _drawn_in(memory, linkage, ids, names)
        if not asked:
            gone, company = memory.ids(reach.gone), memory.ids(reach.company)
            whole = frozenset(compress(ids, [each.is_whole for each in looked]))
            return Scope(ids, whole, linkage, names, gone, company, compared, reach.beside)
        asked |= judged


def _arriving(newcomers: Newcomers, heard: Set[int]) -> Iterable[Looked]:
    for each in newcomers.each:
        words = np.array(list(map(tag, each.words)), dtype=np.uint64)
        said, company = each.said, _if_heard(each.company, heard)
        yield Looked(said.source, said.key, partial(_itself, said), words, company)


def _held(memory: Memory, reach: Reach, judged: Set[int], heard: Set[int]) -> Iterable[Looked]:
    """The records judged, and those that are near, with all companions that have a say."""
    company = set().union(*memory.groups(heard))
    numbers = list((judged | reach.near | company) - reach.gone)
    said = partial(_said, memory, reach.said)
    for number, word in zip(numbers, memory.company_of_each(numbers), strict=True):
        source, _, key = memory.shelf.id(number).partition("/")
        given, blocks = _if_heard(word, heard), memory.blocks(number)
        yield Looked(source, key, partial(said, number), blocks, given, number in judged, given == word)


def _itself(said: Said) -> Said:
    return said


def _said(memory: Memory, known: dict[int, Said], number: int) -> Said:
    """What a record says, read once."""
    if number not in known:
        known[number] = memory.said(number)
    return known[number]


def _if_heard(company: int, heard: Set[int]) -> int:
    return company if company in heard else 0


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


def _settled(memory: Memory, newcomers: Newcomers) -> list[int]:
    """The records that a reviewer has judged to be of one person with an arrival."""
    found = (memory.shelf.number(other) for id_ in newcomers.ids for other in memory.must(id_))
    return [number for number in found if number is not None]
