"""Decisions in the graph: judgements on pairs of records, superseded but never deleted.

Invariants. At most one decision on a pair stands at a time, not counting a proposal that waits for a second
reviewer; a reviewer's standing decision is never superseded by a model's. A decision that a later run
confirms is not touched.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from secrets import token_hex
from typing import Any

import pyarrow as pa

from graph.layer import BATCH, Change, rows_of
from graph.reading import read_rows
from graph.store import Store

REVIEWER = "reviewer:"
"""What `made_by` starts with where a person decided."""

_TEXT: pa.DataType = pa.string()
_NUMBER: pa.DataType = pa.float64()

DECISIONS = pa.schema(
    {
        "left": _TEXT,
        "right": _TEXT,
        "judgement": _TEXT,
        "weight": _NUMBER,
        "probability": _NUMBER,
        "evidence": _TEXT,
    }
)
"""A pair of record ids, `left` before `right` in text order, and what was judged of it."""

_SAME_WEIGHT = 0.5
"""A weight that moved by less, in bits, with the same judgement, is the same decision."""

_STANDING = "MATCH (d:Decision) WHERE d.superseded_at IS NULL AND NOT d.made_by STARTS WITH $reviewer"
_JUDGED = ("d.id", "d.judgement", "d.weight")
_READ_REVIEWED = """
MATCH (d:Decision) WHERE d.superseded_at IS NULL AND d.proposes IS NULL AND d.made_by STARTS WITH $reviewer
MATCH (d)-[:ABOUT]->(r:Record)
WITH d, r ORDER BY r.id
WITH d, collect(r.id) AS ids ORDER BY d.made_at
WHERE size(ids) = 2
RETURN ids[0] AS left, ids[1] AS right, d.judgement AS judgement
"""
CREATE_DECISIONS = """
UNWIND $rows AS row
MATCH (a:Record {id: row.left})
MATCH (b:Record {id: row.right})
CREATE (d:Decision) SET d = row.properties
CREATE (d)-[:ABOUT]->(a)
CREATE (d)-[:ABOUT]->(b)
"""
"""Rows {left, right, properties} become decisions on pairs of records."""

SUPERSEDE_DECISIONS = """
UNWIND $rows AS row
MATCH (d:Decision {id: row.id})
SET d.superseded_at = row.at, d.superseded_by = row.by
"""
"""Rows {id, at} name decisions that stand no longer."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class Making:
    """Who or what makes decisions, and at which moment."""

    made_by: str
    at: str


async def read_reviewed(store: Store) -> dict[Pair, str]:
    """The latest standing judgement of a reviewer on each pair of record ids, in text order.

    What is only proposed does not count.
    """
    rows = await store.read(_READ_REVIEWED, reviewer=REVIEWER)
    return {(row["left"], row["right"]): row["judgement"] for row in rows}


async def keep_decisions(store: Store, wanted: pa.Table, making: Making) -> Change:
    """Make the model's standing decisions those of `wanted` (schema `DECISIONS`).

    New ones are written before those that they replace are superseded, so a broken run leaves each pair
    with a decision; the next run settles which stands.
    """
    standing = await read_rows(store, _STANDING, _JUDGED, reviewer=REVIEWER)
    new, stale = decision_changes(standing, wanted, making)
    created = await store.write_batches(CREATE_DECISIONS, new, BATCH)
    await store.write_batches(SUPERSEDE_DECISIONS, stale, BATCH)
    return Change(created, len(stale))


def decision_changes(
    standing: Iterable[tuple[Any, ...]], wanted: pa.Table, making: Making
) -> tuple[Iterator[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of `CREATE_DECISIONS` and of `SUPERSEDE_DECISIONS` that make `wanted` the standing decisions.

    Args:
        standing: id, judgement and weight of the model's decisions that stand.
        wanted: those that are to stand (schema `DECISIONS`).
        making: who or what makes them, and when.
    """
    confirmed, stale = _compare(standing, _judgements(wanted))
    new = (row for row in rows_of(wanted, DECISIONS.names) if pair_key(row[0], row[1]) not in confirmed)
    return (_decision(row, making) for row in new), _ends(stale, making)


def _ends(stale: Iterable[str], making: Making) -> list[dict[str, str]]:
    return [{"id": id_, "at": making.at, "by": making.made_by} for id_ in stale]


def pair_key(left: str, right: str) -> str:
    """What the ids of all decisions on this pair start with."""
    return blake2b(f"{left}\x1f{right}".encode(), digest_size=12).hexdigest()


def _judgements(wanted: pa.Table) -> dict[str, tuple[str, float]]:
    rows = rows_of(wanted, ("left", "right", "judgement", "weight"))
    return {pair_key(left, right): (judgement, weight) for left, right, judgement, weight in rows}


def _compare(
    standing: Iterable[tuple[Any, ...]], wanted: Mapping[str, tuple[str, float]]
) -> tuple[set[str], list[str]]:
    """The pairs whose standing decision is confirmed, and the decisions that no longer hold."""
    confirmed: set[str] = set()
    stale = []
    for id_, judgement, weight in standing:
        key = id_.partition("-")[0]
        if key in wanted and key not in confirmed and _is_confirmed(wanted[key], judgement, weight):
            confirmed.add(key)
        else:
            stale.append(id_)
    return confirmed, stale


def _is_confirmed(wanted: tuple[str, float], judgement: str, weight: float) -> bool:
    return wanted[0] == judgement and abs(wanted[1] - weight) < _SAME_WEIGHT


def _decision(row: tuple[Any, ...], making: Making) -> dict[str, Any]:
    left, right, judgement, weight, probability, evidence = row
    return {
        "left": left,
        "right": right,
        "properties": {
            "id": f"{pair_key(left, right)}-{making.at}-{token_hex(4)}",
            "judgement": judgement,
            "weight": weight,
            "probability": probability,
            "evidence": evidence,
            "made_by": making.made_by,
            "made_at": making.at,
        },
    }
