"""People in the graph: what is known of them, and the change to a new generation.

Invariant: a person's IS edges change together in one transaction, which enters everybody it touches into the
change feed and keeps each link that it ends; an id that was merged away keeps a RetiredPerson that leads
straight to its survivor, however many merges follow, until it lives again. What somebody has said no to is
derived from no record: it stays when the rest is derived anew, and goes with each record to whomever it goes.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, LiteralString

from graph.errors import MovedOnError
from graph.feed import Act, feed_position
from graph.feed_entries import entries_of
from graph.gathered import gathered
from graph.generation import Generation, Links, Unit, plan
from graph.layer import Change
from graph.reading import read_rows
from graph.store import Rows, Statement, Store
from graph.vocabulary import vocabulary

_LINKS = "MATCH (r:Record)-[is:IS]->(p:Person)"
_FORMER = """
MATCH (q:RetiredPerson)-[:MERGED_INTO]->(p:Person)
MATCH (f:FormerLink {person: q.id, ended: q.unit})
WHERE EXISTS { (:Record {id: f.record})-[:IS]->(p) }
"""
"""Records that came with an id that is retired into the person whom they are still of."""

_COUNT: LiteralString = """
MERGE (feed:KithFeed {name: 'people'})
  ON CREATE SET feed.position = 0
SET feed.locked_at = $act.at
WITH feed
WITH feed, feed.position AS before
WHERE $expected IS NULL OR before = $expected
SET feed.position = before + size($entries)
WITH feed.position AS position, before
"""
PEOPLE_CHANGED: LiteralString = """
CALL (before, position) {
  UNWIND $entries AS row
  CREATE (e:FeedEntry {sequence: before + row.offset, at: row.at, person: row.person, what: row.what})
  SET e.into = row.into, e.moved = row.moved, e.by = row.by, e.reason = row.reason, e.unit = position
}
CALL () {
  UNWIND $people AS row
  MERGE (p:Person {id: row.id})
    ON CREATE SET p.dissents = []
  SET p.created_at = row.created_at
  WITH p, row, p.dissents AS dissents
  SET p = row, p.dissents = dissents
}
CALL () {
  UNWIND $linked AS row
  WITH DISTINCT row.former AS former, row.person AS person
  WHERE former <> person
  MATCH (was:Person {id: former})
  MATCH (p:Person {id: person})
  SET was.created_at = was.created_at
  WITH p, collect(was.dissents) AS known, count(*) AS all
  SET p.dissents = CASE WHEN size(known) = all THEN
    reduce(kept = p.dissents, purposes IN known | kept + [each IN purposes WHERE NOT each IN kept])
  END
}
CALL () {
  UNWIND $split AS row
  MATCH (old:RetiredPerson {id: row.id})
  MATCH (again:Person {id: row.id})
  CALL (old, again) {
    MATCH (old)-[:MERGED_INTO]->(:Person)<-[led:MERGED_INTO]-(earlier:RetiredPerson)
    WITH earlier, led, again, split(led.through, ' ') AS ids
    WHERE again.id IN ids
    WITH earlier, led, again, reduce(kept = [false, ''], id IN ids |
      CASE WHEN kept[0] OR id = again.id THEN [true, kept[1]] ELSE [false, trim(kept[1] + ' ' + id)] END
    )[1] AS through
    CREATE (earlier)-[:MERGED_INTO {at: led.at, through: through}]->(again)
    DELETE led
  }
  CALL (again, row) {
    MATCH (:Person {id: row.parent})-[given:SCORED]->(s:Score)
    WHERE given.made_for = again.id
       OR EXISTS { (:RetiredPerson {id: given.made_for})-[:MERGED_INTO]->(again) }
    CREATE (again)-[:SCORED {made_for: nullIf(given.made_for, again.id)}]->(s)
    DELETE given
  }
  DETACH DELETE old
}
CALL (position) {
  UNWIND $linked AS row
  MATCH (r:Record {id: row.record})
  MATCH (p:Person {id: row.person})
  OPTIONAL MATCH (r)-[old:IS]->(was:Person)
  WITH r, p, row, old, was, position, CASE WHEN was.id = p.id THEN old.since ELSE $act.at END AS since,
    CASE WHEN was.id = p.id THEN old.unit ELSE position END AS unit
  FOREACH (_ IN CASE WHEN was.id <> p.id THEN [1] ELSE [] END |
    CREATE (:FormerLink {
      id: r.id + '#' + toString(position), record: r.id, person: was.id, next: p.id,
      since: old.since, until: $act.at, began: old.unit, ended: position, recorded_at: old.recorded_at
    })
  )
  DELETE old
  CREATE (r)-[:IS {since: since, recorded_at: row.recorded_at, unit: unit}]->(p)
}
CALL () {
  UNWIND $unlinked AS row
  MATCH (:Record {id: row.record})-[old:IS]->(:Person)
  DELETE old
}
CALL (position) {
  UNWIND $merged AS row
  MATCH (loser:Person {id: row.id})
  MATCH (survivor:Person {id: row.survivor})
  CREATE (retired:RetiredPerson {id: row.id, retired_at: $act.at, unit: position})
  SET retired.created_at = loser.created_at
  CREATE (retired)-[:MERGED_INTO {at: $act.at, through: ''}]->(survivor)
  WITH loser, survivor
  CALL (loser, survivor) {
    MATCH (earlier:RetiredPerson)-[old:MERGED_INTO]->(loser)
    CREATE (earlier)-[new:MERGED_INTO]->(survivor)
    SET new.at = old.at, new.through = trim(coalesce(old.through, '') + ' ' + loser.id)
    DELETE old
  }
  CALL (loser, survivor) {
    MATCH (loser)-[old:LIVED_AT]->(a:Address)
    CREATE (survivor)-[new:LIVED_AT]->(a) SET new = properties(old)
  }
  CALL (loser, survivor) {
    MATCH (loser)-[old:MEMBER_OF]->(h:Household)
    CREATE (survivor)-[new:MEMBER_OF]->(h) SET new = properties(old)
  }
  CALL (loser, survivor) { MATCH (loser)-[:HAD]->(e:Episode) CREATE (survivor)-[:HAD]->(e) }
  CALL (loser, survivor) { MATCH (loser)-[:RECEIVED]->(i:Intervention) CREATE (survivor)-[:RECEIVED]->(i) }
  CALL (loser, survivor) { MATCH (loser)-[:REACHED]->(o:Outcome) CREATE (survivor)-[:REACHED]->(o) }
  CALL (loser, survivor) {
    MATCH (loser)-[old:SCORED]->(s:Score)
    CREATE (survivor)-[:SCORED {made_for: coalesce(old.made_for, loser.id)}]->(s)
  }
  DETACH DELETE loser
}
CALL (position) {
  UNWIND $gone AS row
  MATCH (p:Person {id: row.id})
  CREATE (:RetiredPerson {id: row.id, retired_at: $act.at, created_at: p.created_at, unit: position})
  WITH p
  CALL (p) {
    MATCH (feed:KithFeed {name: 'people'})
    WITH feed, p, COLLECT { MATCH (p)-[:LIVED_AT]->(a:Address) RETURN a.id } AS homes
    SET feed.left_homes = coalesce(feed.left_homes, []) + homes
  }
  CALL (p) { MATCH (p)-[:SCORED]->(s:Score) DETACH DELETE s }
  CALL (p) { MATCH (r:RetiredPerson)-[old:MERGED_INTO]->(p) DELETE old }
  DETACH DELETE p
}
"""
"""One unit, whole: a merge carries the loser's homes, involvement and scores over to the survivor.

Whose dissents are read is written first, so that nobody else changes them until the unit is committed.
The feed's position is `before`, and `position` once the unit's entries are in.
"""
_WRITE: LiteralString = gathered(f"{_COUNT}{PEOPLE_CHANGED}RETURN position", "change")


@dataclass(frozen=True)
class Written:
    """How much was changed, and the feed's position after it."""

    change: Change
    position: int


@dataclass(frozen=True)
class Retired:
    """Ids that were retired.

    Attributes:
        since: each of them, and when the person was first known.
        former: for each record that came with ids retired into its present person, those ids.
    """

    since: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, Collection[str]] = field(default_factory=dict)


async def read_people(store: Store) -> tuple[Generation, Retired]:
    """The present generation, and the ids that were retired before it."""
    names = tuple(vocabulary().kinds["Person"].properties)
    people: dict[str, dict[str, Any]] = {}
    for (properties,) in await read_rows(store, "MATCH (p:Person)", ["properties(p)"]):
        people[properties["id"]] = {name: properties.get(name) for name in names}
    rows = await read_rows(store, _LINKS, ["r.id", "p.id", "is.recorded_at"])
    links = Links({row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows})
    return Generation(people, links), await read_retired(store)


async def read_retired(store: Store) -> Retired:
    """The ids that were retired, and the records that came with them."""
    since: dict[str, str] = dict(await read_rows(store, "MATCH (q:RetiredPerson)", ["q.id", "q.created_at"]))
    former: dict[str, set[str]] = defaultdict(set)
    for record, id_ in await read_rows(store, _FORMER, ["f.record", "q.id"]):
        former[record].add(id_)
    return Retired(since, former)


async def write_people(
    store: Store, present: Generation, wanted: Generation, act: Act, expected: int | None = None
) -> Written:
    """Turn the present generation into the one wanted, and enter every person touched into the feed.

    Args:
        store: the graph.
        present: what the graph holds of the people concerned.
        wanted: what it is to hold.
        act: when this is, by whom, and why.
        expected: the feed's position when `present` was read; None to write whatever happened since.

    Raises:
        MovedOnError: the feed was not, or is no longer, at `expected`. Units written before that stay.
    """
    change = Change()
    position = expected
    for unit in plan(present, wanted):
        query, given = people_statement(present, unit, act, None if expected is None else position)
        position = position_told(await store.write(query, **given))
        change += change_of(unit)
    return Written(change, await feed_position(store) if position is None else position)


def people_statement(present: Generation, unit: Unit, act: Act, expected: int | None) -> Statement:
    """What writes a unit of changes to the present generation; `position_told` understands its answer."""
    return _WRITE, {"change": unit_parameters(present, unit, act, expected)}


def unit_parameters(present: Generation, unit: Unit, act: Act, expected: int | None) -> dict[str, Any]:
    """The parameters of a query that has `PEOPLE_CHANGED` in it."""
    entries = entries_of(unit, present.people.keys(), act)
    return {"act": vars(act), "entries": entries, "expected": expected, **vars(unit)}


def position_told(rows: Rows) -> int:
    """The feed's position after a unit was written.

    Raises:
        MovedOnError: the feed was not where it was expected, and nothing was written.
    """
    if not rows:
        raise MovedOnError("Somebody else has changed people since they were read. Run the same again.")
    position: int = rows[0]["position"]
    return position


def change_of(unit: Unit) -> Change:
    """How much a unit writes and removes."""
    removed = len(unit.unlinked) + len(unit.merged) + len(unit.gone)
    return Change(len(unit) - removed, removed)
