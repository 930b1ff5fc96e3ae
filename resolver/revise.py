"""Revise: some records judged anew with all that hangs together with them, by what was learned before.

Invariant: what a revision changes is what a whole run with the same `Learned` would change there; it reads
and writes nothing outside its scope. Everything it decides is written in one transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pyarrow as pa

from graph.batch import record_schema
from graph.decisions import DECISIONS, Making, Pair
from graph.feed import Act
from graph.people import Written
from graph.revision import Revision, write_revision
from graph.scope import Scope, read_scope, taken_ids
from graph.sources import read_sources
from graph.store import Statement, Store
from graph.vocabulary import RowKind
from resolver.decide import decide, record_ids, settled
from resolver.generation import Before, People, Terms, next_people
from resolver.learned import Learned
from resolver.link import link
from resolver.made_by import made_by
from resolver.tables import MATCH


@dataclass(frozen=True)
class Intent:
    """What a revision is made for, beyond judging anew.

    Attributes:
        settled: what a reviewer decides now on pairs of records.
        together: groups of records that are to stay of one person: where the model would part them, the
            reviewer decides that each follows the one before.
        without: records that are erased, and have no say.
        also: what else is written in the same transaction.
    """

    settled: Mapping[Pair, str] = field(default_factory=dict)
    together: Sequence[Collection[str]] = ()
    without: Collection[str] = ()
    also: Sequence[Statement] = ()


_NOTHING = DECISIONS.empty_table()
_NOBODY = (
    record_schema(RowKind.PERSON).empty_table(),
    pa.schema([(name, pa.string()) for name in ("source", "key", "entity_id")]).empty_table(),
)
"""No records, and their clusters."""


@dataclass(frozen=True)
class Revised:
    """What a scope comes to: its people, and the model's decisions on pairs of its records."""

    people: People
    decisions: pa.Table


def revised(scope: Scope, learned: Learned, trust: Mapping[str, float], terms: Terms) -> Revised:
    """Judge the records of a scope anew; pure.

    Args:
        scope: the records and all that was known of them.
        learned: the model and what was common in the data it was learned from.
        trust: how far each source is preferred.
        terms: the moment, and the key of ids.
    """
    if not scope.records.num_rows:
        return Revised(next_people(*_NOBODY, Before(scope.generation, scope.retired), trust, terms), _NOTHING)
    ids = record_ids(scope.records)
    linkage = link(scope.records, learned=learned, decisions=settled(scope.reviewed, ids))
    decisions = decide(linkage, scope.records, scope.reviewed.keys())
    is_inside = [
        left in scope.ids and right in scope.ids
        for left, right in zip(decisions["left"].to_pylist(), decisions["right"].to_pylist(), strict=True)
    ]
    is_judged = pa.array([id_ in scope.ids for id_ in ids], pa.bool_())
    people = next_people(
        scope.records.filter(is_judged),
        linkage.clusters.filter(is_judged),
        Before(scope.generation, scope.retired),
        trust,
        terms,
    )
    return Revised(people, decisions.filter(pa.array(is_inside, pa.bool_())))


async def revise(
    store: Store,
    records: Collection[str],
    learned: Learned,
    act: Act,
    key: bytes = b"",
    intent: Intent | None = None,
) -> Written:
    """Judge some records anew, and write what changes of decisions and people.

    Args:
        store: the graph.
        records: ids of the records that came, changed or are to go, and of those that they may belong to.
        learned: what a whole run learned.
        act: when, by whom, and why.
        key: what opaque ids are hashed with; the same for one database always.
        intent: what is decided or removed besides.

    Raises:
        MovedOnError: somebody else changed people meanwhile; nothing was written, run the same again.
        DatabaseUnavailableError: the database went away.
    """
    meant = intent if intent is not None else Intent()
    scope = _as_meant(await read_scope(store, records), meant)
    trust = {source.name: source.trust for source in await read_sources(store)}
    judge = _Judge(learned, trust, Terms(act.at, key))
    outcome = await _without_taken_ids(store, scope, judge)
    held = _held_together(outcome.people, meant.together)
    if held:
        scope = replace(scope, reviewed={**scope.reviewed, **held})
        outcome = await _without_taken_ids(store, scope, judge)
    revision = Revision(
        wanted=outcome.people.generation,
        decisions=outcome.decisions,
        making=Making(made_by(learned.model), act.at),
        settled={**meant.settled, **held},
        also=meant.also,
    )
    return await write_revision(store, scope, revision, act)


@dataclass(frozen=True)
class _Judge:
    """By what a scope is judged."""

    learned: Learned
    trust: Mapping[str, float]
    terms: Terms

    def outcome(self, scope: Scope) -> Revised:
        """What the scope comes to."""
        return revised(scope, self.learned, self.trust, self.terms)


def _as_meant(scope: Scope, intent: Intent) -> Scope:
    keeps = pa.array([id_ not in intent.without for id_ in record_ids(scope.records)], pa.bool_())
    return replace(scope, records=scope.records.filter(keeps), reviewed={**scope.reviewed, **intent.settled})


def _held_together(people: People, groups: Sequence[Collection[str]]) -> dict[Pair, str]:
    """What must be decided so that each group stays together; nothing of those that do so anyway."""
    person = people.generation.links.person
    held: dict[Pair, str] = {}
    for group in groups:
        members = sorted(each for each in group if each in person)
        if len({person[each] for each in members}) > 1:
            held |= dict.fromkeys(pairwise(members), MATCH)
    return held


async def _without_taken_ids(store: Store, scope: Scope, judge: _Judge) -> Revised:
    """The outcome in which no new person has an id that somebody outside the scope has, or had."""
    while True:
        outcome = judge.outcome(scope)
        known = scope.generation.people.keys() | scope.retired.since.keys()
        taken = await taken_ids(store, set(outcome.people.ids) - known)
        if not taken:
            return outcome
        since = {**scope.retired.since, **dict.fromkeys(taken, judge.terms.at)}
        scope = replace(scope, retired=replace(scope.retired, since=since))
