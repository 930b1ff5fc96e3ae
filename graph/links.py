"""Links through time: which person a record was of, as it was known on any day.

Invariant: a link that ended is kept, so that every day has one answer. A record's first link is taken to
have been known since the day on which its source recorded it, so that what was loaded at once, with its own
dates, reads as if it had been linked in its time.
"""

from collections.abc import Mapping
from datetime import date

from graph.reading import read_rows
from graph.store import Store

_PRESENT = "MATCH (r:Record)-[is:IS]->(p:Person)"
_FORMER = "MATCH (f:FormerLink) WHERE f.until > $end"
_RECORD = """
MATCH (r:Record {id: $record})-[is:IS]->(p:Person)
OPTIONAL MATCH (f:FormerLink {record: $record}) WHERE f.until > $end
WITH p, is, f ORDER BY f.ended LIMIT 1
RETURN CASE WHEN is.recorded_at > $day THEN null ELSE coalesce(f.person, p.id) END AS person
"""


async def links_as_of(store: Store, day: date) -> Mapping[str, str]:
    """For each record the id of the person that it was of on the day, or was first linked to after it."""
    people: dict[str, str] = dict(await read_rows(store, _PRESENT, ["r.id", "p.id"]))
    ended = await read_rows(store, _FORMER, ["f.ended", "f.record", "f.person"], end=_end(day))
    return people | {record: person for _, record, person in sorted(ended, reverse=True)}


async def person_of(store: Store, record: str, day: date) -> str | None:
    """The id of the person that a record was of, as known on the day; none where it was not known then."""
    rows = await store.read(_RECORD, record=record, day=day.isoformat(), end=_end(day))
    return rows[0]["person"] if rows else None


def _end(day: date) -> str:
    """After every moment of the day, as moments are written."""
    return f"{day.isoformat()}T24"
