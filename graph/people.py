"""People in the graph: what is known of them, and the change to a new generation.

Invariant: a person's IS edges change together in one transaction; an id that was merged away keeps a
RetiredPerson that leads straight to its survivor, however many merges follow.
"""

from typing import Any

from graph.generation import Generation, Links, plan
from graph.layer import Change
from graph.reading import read_rows
from graph.store import Store
from graph.vocabulary import vocabulary

_LINKS = "MATCH (r:Record)-[is:IS]->(p:Person)"
_WRITE = """
CALL () {
  UNWIND $people AS row
  MERGE (p:Person {id: row.id})
  SET p = row
}
CALL () {
  UNWIND $linked AS row
  MATCH (r:Record {id: row.record})
  MATCH (p:Person {id: row.person})
  CALL (r) { MATCH (r)-[old:IS]->(:Person) DELETE old }
  CREATE (r)-[:IS {since: $at, recorded_at: row.recorded_at}]->(p)
}
CALL () {
  UNWIND $unlinked AS row
  MATCH (:Record {id: row.record})-[old:IS]->(:Person)
  DELETE old
}
CALL () {
  UNWIND $merged AS row
  MATCH (loser:Person {id: row.id})
  MATCH (survivor:Person {id: row.survivor})
  CREATE (:RetiredPerson {id: row.id, retired_at: $at})-[:MERGED_INTO {at: $at}]->(survivor)
  WITH loser, survivor
  CALL (loser, survivor) {
    MATCH (earlier:RetiredPerson)-[old:MERGED_INTO]->(loser)
    CREATE (earlier)-[new:MERGED_INTO]->(survivor) SET new = properties(old)
    DELETE old
  }
  CALL (loser, survivor) { MATCH (loser)-[:HAD]->(e:Episode) CREATE (survivor)-[:HAD]->(e) }
  CALL (loser, survivor) { MATCH (loser)-[:RECEIVED]->(i:Intervention) CREATE (survivor)-[:RECEIVED]->(i) }
  CALL (loser, survivor) { MATCH (loser)-[:REACHED]->(o:Outcome) CREATE (survivor)-[:REACHED]->(o) }
  CALL (loser, survivor) { MATCH (loser)-[:SCORED]->(s:Score) CREATE (survivor)-[:SCORED]->(s) }
  DETACH DELETE loser
}
CALL () {
  UNWIND $gone AS row
  MATCH (p:Person {id: row.id})
  CREATE (:RetiredPerson {id: row.id, retired_at: $at})
  WITH p
  CALL (p) { MATCH (p)-[:SCORED]->(s:Score) DETACH DELETE s }
  DETACH DELETE p
}
"""
"""One unit, whole: a merge carries the loser's involvement and scores over to the survivor."""


async def read_people(store: Store) -> tuple[Generation, frozenset[str]]:
    """The present generation, and the ids that were retired before it."""
    names = tuple(vocabulary().kinds["Person"].properties)
    people: dict[str, dict[str, Any]] = {}
    for (properties,) in await read_rows(store, "MATCH (p:Person)", ["properties(p)"]):
        people[properties["id"]] = {name: properties.get(name) for name in names}
    rows = await read_rows(store, _LINKS, ["r.id", "p.id", "is.recorded_at"])
    links = Links({row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows})
    retired = frozenset(id_ for (id_,) in await read_rows(store, "MATCH (r:RetiredPerson)", ["r.id"]))
    return Generation(people, links), retired


async def write_people(store: Store, present: Generation, wanted: Generation, at: str) -> Change:
    """Turn the present generation into the one wanted, as of the moment `at`."""
    change = Change()
    for unit in plan(present, wanted):
        await store.write(_WRITE, at=at, **vars(unit))
        removed = len(unit.unlinked) + len(unit.merged) + len(unit.gone)
        change += Change(len(unit) - removed, removed)
    return change
