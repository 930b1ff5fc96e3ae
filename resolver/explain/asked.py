"""Asked: records or people of the graph, looked at closely with all that bears on them.

Invariant: reading never writes. What is looked at is judged by what the last whole run learned, with
everybody who has a say, so that it is judged as that run judged it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.errors import ReviewError
from graph.scope import Scope, read_scope
from graph.store import Store
from graph.view import why_joined
from resolver.decide import record_ids, settled
from resolver.explain.close_up import CloseUp
from resolver.explain.why_not import WhyNot, closest_pair, why_not
from resolver.learned import Learned
from resolver.link import link

_IS_RECORD = "OPTIONAL MATCH (r:Record {id: $id}) RETURN r.row AS row"


@dataclass(frozen=True)
class Asked:
    """A close-up, and the records that each of the ids asked for stands for."""

    view: CloseUp
    records: tuple[tuple[str, ...], ...]


async def look_at(store: Store, learned: Learned, asked: Sequence[str]) -> Asked:
    """Look closely at records or people, given by id; a retired id stands for its survivor.

    Raises:
        ReviewError: there is no such person record and no such person.
    """
    records = [await _records_of(store, id_) for id_ in asked]
    scope = await read_scope(store, {record for each in records for record in each})
    return Asked(_view(scope, learned, records), tuple(records))


async def why_not_of(store: Store, learned: Learned, one: str, other: str) -> WhyNot:
    """Why two records, or the records of two people that agree most, are not of one person.

    Raises:
        ReviewError: there is no such record or person, or both are the same.
    """
    asked = await look_at(store, learned, (one, other))
    left, right = asked.records
    if set(left) == set(right):
        raise ReviewError("Both ids stand for the same: give two records of the person instead.")
    return why_not(asked.view, *closest_pair(asked.view, (list(left), list(right))))


async def _records_of(store: Store, id_: str) -> tuple[str, ...]:
    rows = await store.read(_IS_RECORD, id=id_)
    if rows[0]["row"] == "person":
        return (id_,)
    found = await why_joined(store, id_)
    if found is None:
        raise ReviewError("There is no person record and no person of one of the ids: check them.")
    return found.records


def _view(scope: Scope, learned: Learned, records: Sequence[Sequence[str]]) -> CloseUp:
    """All records of the people asked for, and of those that the records are found to be of."""
    ids = list(record_ids(scope.records))
    decisions = settled(scope.reviewed, record_ids(scope.records))
    linkage = link(scope.records, learned=learned, decisions=decisions)
    entities = linkage.clusters["entity_id"].to_pylist()
    asked = {record for each in records for record in each}
    people = {entity for id_, entity in zip(ids, entities, strict=True) if id_ in asked}
    rows = [
        row
        for row, (id_, entity) in enumerate(zip(ids, entities, strict=True))
        if entity in people or id_ in asked
    ]
    return CloseUp(scope.records, linkage, tuple(rows), decisions)
