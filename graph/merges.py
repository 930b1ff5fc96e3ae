"""Merges: which records an id that was retired brought to its survivor."""

from dataclasses import dataclass

from graph.store import Store

_READ = """
MATCH (q:RetiredPerson {id: $id})-[:MERGED_INTO]->(p:Person)
MATCH (r:Record)-[is:IS]->(p)
RETURN p.id AS survivor, p.restriction AS restriction, collect([r.id, is.unit < q.unit, EXISTS {
  MATCH (f:FormerLink {record: r.id}) WHERE f.person = q.id AND f.ended = q.unit
}]) AS records
"""


@dataclass(frozen=True)
class Merge:
    """A merge that can be undone.

    Attributes:
        survivor: the person that the retired id resolves to.
        brought: the records that it brought along and that are still there.
        others: the survivor's other records.
        before: those of the others that were there already.
        restriction: the strictest restriction of any record of the survivor.
    """

    survivor: str
    brought: frozenset[str]
    others: frozenset[str]
    before: frozenset[str]
    restriction: str | None = None


async def read_merge(store: Store, person: str) -> Merge | None:
    """The merge that retired an id; none where the id is not one that was merged into another."""
    rows = await store.read(_READ, id=person)
    if not rows:
        return None
    records = rows[0]["records"]
    brought = frozenset(record for record, _, was_theirs in records if was_theirs)
    others = frozenset(record for record, _, _ in records) - brought
    before = frozenset(record for record, was_there, _ in records if was_there)
    return Merge(rows[0]["survivor"], brought, others, others & before, rows[0]["restriction"])
