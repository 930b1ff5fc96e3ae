"""What stands: the links, ties and judgements that records which arrive are judged against.

Invariant: the feed's position is read first, so that what changes while the rest is read is caught up with.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from graph.addressed import export_persons, person_table, with_addresses
from graph.batch import record_schema
from graph.decisions import REVIEWER, Pair, read_reviewed
from graph.feed import feed_position
from graph.people import Retired, read_retired
from graph.reading import read_rows
from graph.sources import read_sources
from graph.store import Store
from graph.vocabulary import RowKind

_LINKS = "MATCH (r:Record)-[:IS]->(p:Person)"
_PEOPLE = "MATCH (p:Person)"
_TIES = """
MATCH (d:Decision) WHERE d.superseded_at IS NULL AND d.weight > $weight
MATCH (a:Record)<-[:ABOUT]-(d)-[:ABOUT]->(b:Record) WHERE a.id < b.id
"""
_TOUCHED = """
MATCH (p:Person) WHERE p.id IN $people
MATCH (r:Record)-[:IS]->(p)
RETURN collect([p.id, p.created_at, [name IN $names | r[name]], r.id]) AS rows
"""
_TIED = """
MATCH (a:Record)<-[:ABOUT]-(d:Decision)-[:ABOUT]->(b:Record)
WHERE a.id IN $ids AND d.superseded_at IS NULL AND (d.weight > $weight OR d.made_by STARTS WITH $reviewer)
  AND d.proposes IS NULL
RETURN collect(DISTINCT [a.id, b.id, CASE WHEN d.made_by STARTS WITH $reviewer THEN d.judgement END]) AS rows
"""


@dataclass(frozen=True)
class Whole:
    """Everything that stands.

    Attributes:
        position: the feed's position before anything was read.
        records: all person records.
        person: the person of each record that is linked.
        since: when each person was first known.
        retired: ids that are no person's any more.
        ties: pairs of ids whose standing decision weighs more than was asked for.
        reviewed: what reviewers decided.
        trust: how far each source is preferred.
    """

    position: int
    records: pa.Table
    person: Mapping[str, str]
    since: Mapping[str, str]
    retired: Retired
    ties: Collection[Pair]
    reviewed: Mapping[Pair, str]
    trust: Mapping[str, float]


@dataclass(frozen=True)
class Touched:
    """What stands of some people.

    Attributes:
        records: their records.
        person: the person of each record.
        since: when each person was first known.
        ties: pairs of ids, of each of which one is a record of theirs.
        reviewed: what reviewers decided on pairs of which one is a record of theirs.
    """

    records: pa.Table
    person: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, str] = field(default_factory=dict)
    ties: Collection[Pair] = ()
    reviewed: Mapping[Pair, str] = field(default_factory=dict)


async def read_whole(store: Store, weight: float) -> Whole:
    """Everything that stands; ties are decisions that weigh more than `weight` bits.

    Raises:
        DatabaseUnavailableError: the database went away.
    """
    position = await feed_position(store)
    return Whole(
        position=position,
        records=await export_persons(store),
        person=dict(await read_rows(store, _LINKS, ["r.id", "p.id"])),
        since=dict(await read_rows(store, _PEOPLE, ["p.id", "p.created_at"])),
        retired=await read_retired(store),
        ties=await read_rows(store, _TIES, ["a.id", "b.id"], weight=weight),
        reviewed=await read_reviewed(store),
        trust={source.name: source.trust for source in await read_sources(store)},
    )


async def read_touched(store: Store, people: Collection[str], weight: float) -> Touched:
    """What stands of some people; retired ids have nothing.

    Raises:
        DatabaseUnavailableError: the database went away.
    """
    schema = record_schema(RowKind.PERSON)
    answer = await store.read(_TOUCHED, people=sorted(people), names=schema.names)
    rows = answer[0]["rows"]
    records = await with_addresses(store, person_table([values for _, _, values, _ in rows]))
    tied = await _tied(store, [id_ for _, _, _, id_ in rows], weight)
    return Touched(
        records=records,
        person={record: person for person, _, _, record in rows},
        since={person: since for person, since, _, _ in rows},
        ties=[(left, right) for left, right, judgement in tied if judgement is None],
        reviewed={
            (min(left, right), max(left, right)): judgement for left, right, judgement in tied if judgement
        },
    )


async def _tied(store: Store, ids: Collection[str], weight: float) -> list[tuple[str, str, str | None]]:
    rows = await store.read(_TIED, ids=sorted(ids), weight=weight, reviewer=REVIEWER)
    tied: list[tuple[str, str, str | None]] = rows[0]["rows"]
    return tied
