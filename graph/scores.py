"""Scores in the graph: what a model version foresaw for a person on a day.

Invariant: one score for each person, model and day; writing the same score again changes nothing, and
a score of another model or day is left alone.
"""

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa

from graph.layer import rows_of
from graph.minter import Minter
from graph.reading import read_rows
from graph.store import Store

SCORE_COLUMNS = ("person", "probability", "band", "as_of", "window_from", "window_to", "model", "reasons")
"""The columns of a table of scores; `reasons` is JSON text, days are dates or ISO text."""

_SCORES = "MATCH (p:Person)-[:SCORED]->(s:Score)"
_VALUES = (
    "s.id",
    "p.id",
    "s.probability",
    "s.band",
    "s.as_of",
    "s.window_from",
    "s.window_to",
    "s.model",
    "s.reasons",
)
_LATEST = """
MATCH (p:Person {id: $person})-[:SCORED]->(s:Score)
RETURN s {.*} AS score ORDER BY s.as_of DESC, s.made_at DESC, s.id LIMIT 1
"""
_WRITE = """
UNWIND $rows AS row
MATCH (p:Person {id: row.person})
MERGE (s:Score {id: row.properties.id})
SET s = row.properties
MERGE (p)-[:SCORED]->(s)
"""


async def write_scores(store: Store, scores: pa.Table) -> int:
    """Write scores (columns `SCORE_COLUMNS`); the number written, leaving out those already there.

    A score of a person whom the graph does not know is left out.
    """
    present = set(await read_rows(store, _SCORES, _VALUES))
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    wanted = (_identified(row) for row in rows_of(scores, SCORE_COLUMNS))
    people = {id_ for (id_,) in await read_rows(store, "MATCH (p:Person)", ["p.id"])}
    new = (_score(row, at) for row in wanted if row not in present and row[1] in people)
    return await store.write_batches(_WRITE, new)


async def latest_score(store: Store, person: str) -> dict[str, Any] | None:
    """The person's score of the latest day, or none."""
    rows = await store.read(_LATEST, person=person)
    return rows[0]["score"] if rows else None


def _identified(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The row with its days as text, after the id that person, model and day make."""
    values = [value.isoformat() if isinstance(value, date) else value for value in row]
    by_name = dict(zip(SCORE_COLUMNS, values, strict=True))
    return (Minter("f").mint(by_name["person"], by_name["model"], by_name["as_of"]), *values)


def _score(row: tuple[Any, ...], at: str) -> dict[str, Any]:
    id_, person, *values = row
    properties = dict(zip(SCORE_COLUMNS[1:], values, strict=True))
    return {"person": person, "properties": {"id": id_, **properties, "made_at": at}}
