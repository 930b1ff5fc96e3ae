"""What holds people together: the standing decisions between the records of each person.

Invariant: reading never writes; a proposal that waits for a second reviewer holds nothing.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from graph.decisions import REVIEWER
from graph.reading import read_rows
from graph.store import Store

_RECORDS = """
MATCH (p:Person) WHERE p.record_count > 1 AND ($person IS NULL OR p.id = $person)
MATCH (r:Record)-[:IS]->(p)
"""
_TIES = """
MATCH (p:Person) WHERE p.record_count > 1 AND ($person IS NULL OR p.id = $person)
MATCH (p)<-[:IS]-(a:Record)<-[:ABOUT]-(d:Decision)-[:ABOUT]->(b:Record)-[:IS]->(p)
WHERE a.id < b.id AND d.superseded_at IS NULL AND d.proposes IS NULL
"""
_TIE = ("p.id", "a.id", "b.id", "d.judgement", "d.weight", "d.made_by STARTS WITH $reviewer")


@dataclass(frozen=True)
class Tied:
    """A standing decision on two records of one person; a reviewer's may have no weight."""

    left: str
    right: str
    judgement: str
    weight: float | None
    by_reviewer: bool


@dataclass(frozen=True)
class Joined:
    """The records of a person, and the decisions between them."""

    person: str
    records: tuple[str, ...]
    ties: tuple[Tied, ...] = field(default=())


async def read_joined(store: Store, person: str | None = None) -> list[Joined]:
    """Every person of several records, in the order of their ids; only one where an id is given."""
    records: dict[str, list[str]] = defaultdict(list)
    for id_, record in await read_rows(store, _RECORDS, ("p.id", "r.id"), person=person):
        records[id_].append(record)
    ties: dict[str, list[Tied]] = defaultdict(list)
    for id_, *tie in await read_rows(store, _TIES, _TIE, person=person, reviewer=REVIEWER):
        ties[id_].append(Tied(*tie))
    return [
        Joined(id_, tuple(sorted(own)), tuple(sorted(ties[id_], key=lambda tie: (tie.left, tie.right))))
        for id_, own in sorted(records.items())
    ]
