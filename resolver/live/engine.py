"""The engine: records that arrive are judged among all that there are, with no database.

Invariant: after any arrivals, corrections and withdrawals, in whatever order and portions, the people are
those that `resolver.link.link` finds, by what was learned, in the records that stand.
"""

from collections.abc import Iterable, Iterator, Set
from dataclasses import replace

import numpy as np
import pyarrow as pa

from graph.generation import Generation, Links, Properties
from graph.layer import rows_of
from graph.live import Judged
from graph.minter import Minter
from resolver.decide import decisions_of
from resolver.generation import Before, Terms, generation_of
from resolver.golden import golden_of_few
from resolver.linkage import Linkage
from resolver.live.doubt import Doubt
from resolver.live.judgement import Judgement
from resolver.live.memory import Memory
from resolver.live.newcomers import Newcomers
from resolver.live.outcome import arrived
from resolver.live.roster import Roster
from resolver.live.scope import Scope, scope_of, tied_rows

_ENDS = ("left", "right")


def judge(
    memory: Memory, arrivals: pa.Table, terms: Terms, withdrawn: frozenset[str] = frozenset()
) -> Judgement:
    """What it comes to that records arrive, new or corrected, and others are withdrawn; changes nothing.

    Args:
        memory: the records there are.
        arrivals: canonical person rows, each record once.
        terms: the moment, and the key of ids.
        withdrawn: ids of records that are no more.
    """
    newcomers = memory.newcomers(arrivals.to_pylist())
    scope = scope_of(memory, newcomers, withdrawn)
    groups = _groups(scope)
    moving = _moving(memory, newcomers, groups) | withdrawn
    before = _before(memory, moving, terms)
    wanted = _wanted(memory, newcomers, [group for group in groups if group[0] in moving], before, terms)
    present = _present(before.generation, wanted, set(newcomers.ids))
    linkage = _narrowed(scope, newcomers, present, wanted)
    decisions = decisions_of(linkage, np.array(scope.ids, dtype=object), memory.reviewed.keys())
    return Judgement(
        newcomers=newcomers,
        withdrawn=withdrawn,
        judged=scope.judged | withdrawn,
        moving=moving,
        ties=[(scope.ids[left], scope.ids[right]) for left, right in _ties(memory, scope)],
        decided=Judged(
            decisions=decisions,
            new=frozenset(newcomers.ids) - scope.replaced,
            replaced=scope.replaced,
            reweighed=scope.reweighed,
            looked_at=scope.whole,
        ),
        present=present,
        wanted=wanted,
        arrived=arrived(newcomers.ids, decisions, present, Doubt(memory, scope.beside, wanted.links)),
        compared=scope.compared,
    )


def take(memory: Memory, judgement: Judgement) -> None:
    """Make the memory what the judgement says."""
    memory.withdraw(judgement.withdrawn)
    memory.add(judgement.newcomers)
    memory.tie(judgement.judged, judgement.ties)
    memory.roster.take(judgement.wanted, judgement.moving)


def _groups(scope: Scope) -> list[list[str]]:
    """The ids of the records judged, by person."""
    found: dict[str | None, list[str]] = {}
    entity = scope.linkage.clusters["entity_id"].to_pylist()
    for id_, each in zip(scope.ids, entity, strict=True):
        if id_ in scope.judged:
            found.setdefault(each, []).append(id_)
    return list(found.values())


def _moving(memory: Memory, newcomers: Newcomers, groups: Iterable[list[str]]) -> frozenset[str]:
    """The records of the groups that are not just the person that they were."""
    arriving = set(newcomers.ids)
    return frozenset(id_ for group in groups if _is_other(memory, group, arriving) for id_ in group)


def _is_other(memory: Memory, group: list[str], arriving: Set[str]) -> bool:
    """Whether a group has an arrival, or is not all that there is of one person."""
    person = memory.roster.person(group[0])
    was = memory.roster.records(person) if person is not None else ()
    return not arriving.isdisjoint(group) or len(was) != len(group) or not set(group) <= set(was)


def _wanted(
    memory: Memory, newcomers: Newcomers, groups: list[list[str]], before: Before, terms: Terms
) -> Generation:
    """The people of these groups of records as they are to be."""
    arriving = {each.id: each.row for each in newcomers.each}
    ids = [id_ for group in groups for id_ in group]
    of_row = [number for number, group in enumerate(groups) for _ in group]
    rows = [arriving[id_] if id_ in arriving else memory.row(id_) for id_ in ids]
    days = [row.get("recorded_at") for row in rows]
    made = golden_of_few(rows, of_row, memory.trust)
    return generation_of(ids, days, of_row, made, before, terms)[0]


def _before(memory: Memory, records: Set[str], terms: Terms) -> Before:
    """What is known of the people of these records, and of ids that may not be given again."""
    roster = memory.roster
    person = {id_: whose for id_ in records if (whose := roster.person(id_)) is not None}
    people: dict[str, Properties] = {id_: {"created_at": roster.since(id_)} for id_ in set(person.values())}
    used = _used(roster, records, Minter("p", terms.key))
    return Before(Generation(people, Links(person)), roster.retired(records, used))


def _used(roster: Roster, records: Set[str], minter: Minter) -> set[str]:
    """Ids that would be minted of these records, were they not somebody's already."""
    used: set[str] = set()
    for record in records:
        while roster.is_used(made := minter.mint_unused(record, used)):
            used.add(made)
    return used


def _present(before: Generation, wanted: Generation, arrivals: Set[str]) -> Generation:
    """The people as they were, and the days of their records, which only an arrival changes."""
    days = {id_: day for id_, day in wanted.links.recorded_at.items() if id_ not in arrivals}
    return replace(before, links=Links(before.links.person, days))


def _ties(memory: Memory, scope: Scope) -> Iterator[tuple[int, int]]:
    """The rows of pairs that tie two of the records judged."""
    for left, right in tied_rows(scope.linkage, memory):
        if scope.ids[left] in scope.judged and scope.ids[right] in scope.judged:
            yield left, right


def _narrowed(scope: Scope, newcomers: Newcomers, present: Generation, wanted: Generation) -> Linkage:
    """The linkage with the pairs that may be decided otherwise than before: weighed anew, joined, parted."""
    was, is_now = present.links.person, wanted.links.person
    arriving = set(newcomers.ids)

    def may_differ(one: str, other: str) -> bool:
        if one in arriving or other in arriving:
            return True
        if (one in scope.reweighed or other in scope.reweighed) and {one, other} <= scope.whole:
            return True
        return one in was and (was[one] == was.get(other)) != (is_now.get(one) == is_now.get(other))

    ends = [(scope.ids[left], scope.ids[right]) for left, right in rows_of(scope.linkage.pairs, _ENDS)]
    differ = pa.array([may_differ(*pair) for pair in ends], pa.bool_())
    return replace(scope.linkage, pairs=scope.linkage.pairs.filter(differ))
