"""Scope: which records must be judged together with those that arrive.

Invariant: every record whose person may change because of the arrivals is judged, and everything that has a
say in the pairs of such a record is in the table: what it is tied to, and the companions of both. Records
around them are looked at, because a pair with an arrival may have to be reviewed, but their people stay.
"""

from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass

from resolver.companions import MOST_COMPANIONS
from resolver.decide import settled
from resolver.linkage import Linkage
from resolver.live.few import Looked, link_few
from resolver.live.measure import Asked
from resolver.live.memory import Memory
from resolver.live.newcomers import Newcomers
from resolver.live.placed import tag
from resolver.relation_worth import MOST_BITS
from resolver.said import Said
from resolver.score import bits_of


@dataclass(frozen=True)
class Scope:
    """Records judged together.

    Attributes:
        ids: the ids of the records looked at, the arrivals among them.
        linkage: what linking them found.
        judged: ids of the records whose people may change.
        replaced: ids of the records that were there before, and are no more or come anew.
        reweighed: ids of the records of which pairs may weigh something else than before, arrivals left out.
        compared: how many pairs were compared.
    """

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
        said: what was read of the records so far.
    """

    gone: Set[int]
    near: Set[int]
    tied: Set[int]
    company: Set[int]
    compared: int
    said: dict[int, Said]


def scope_of(memory: Memory, newcomers: Newcomers, withdrawn: Collection[str]) -> Scope:
    """The records to judge when some arrive or go, judged."""
    known = _known(memory, newcomers, withdrawn)
    compared = known.compared
    arriving = [Looked(each.said, list(map(tag, each.words)), each.company) for each in newcomers.each]
    asked = {*known.tied, *known.gone, *known.company, *_settled(memory, newcomers)}
    while True:
        judged = memory.together(asked) - known.gone
        looked = sorted([*arriving, *_held(memory, known, judged)], key=_place)
        ids = [each.said.id for each in looked]
        linkage = link_few(looked, memory.learned, memory.measure, settled(memory.reviewed, ids))
        compared += linkage.candidates
        names = memory.ids(judged).union(newcomers.ids)
        asked = _drawn_in(memory, linkage, ids, names)
        if not asked:
            gone, company = memory.ids(known.gone), memory.ids(known.company)
            return Scope(ids, linkage, names, gone, company, compared)
        asked |= judged


def _place(looked: Looked) -> tuple[str, str]:
    return looked.said.source, looked.said.key


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
    said: dict[int, Said] = {}
    settings = memory.learned.settings
    least, ties = bits_of(settings.review_threshold) - MOST_BITS, bits_of(settings.cluster_threshold)
    asked: list[Asked] = []
    for arrival in newcomers.each:
        beside = [number for number in memory.near(arrival) if number not in gone]
        said.update({number: memory.said(number) for number in beside if number not in said})
        asked.append((arrival.said, [(number, said[number]) for number in beside]))
    near, tied = set[int](), set[int]()
    for likely in memory.measure.likely(asked, least):
        weighed = list(zip(likely.numbers, likely.weights.tolist(), strict=True))
        near |= {number for number, weight in weighed if weight >= least}
        tied |= {number for number, weight in weighed if weight > ties}
    compared = sum(len(beside) for _, beside in asked)
    return _Known(gone, near, tied, _company(memory, newcomers, gone) - gone, compared, said)


def _company(memory: Memory, newcomers: Newcomers, gone: Set[int]) -> set[int]:
    """The companions of what goes and of what comes, where the group is, or was, a small one."""
    groups = [*memory.company_of(newcomers), *memory.companions(gone)]
    return {each for group in groups if len(group) <= MOST_COMPANIONS + len(gone) for each in group}


def _held(memory: Memory, known: _Known, judged: Set[int]) -> list[Looked]:
    """The records judged, and those that are near, with all companions of both."""
    numbers = judged | known.near
    company = {each for group in memory.companions(numbers) for each in group}
    asked = (numbers | company) - known.gone
    known.said.update({number: memory.said(number) for number in asked - known.said.keys()})
    return [memory.looked_at(number, known.said[number], is_judged=number in judged) for number in asked]


def _settled(memory: Memory, newcomers: Newcomers) -> list[int]:
    """The records that a reviewer has judged to be of one person with an arrival."""
    found = (memory.shelf.number(other) for id_ in newcomers.ids for other in memory.must(id_))
    return [number for number in found if number is not None]
