"""Revisions: the decisions and the people of one scope, changed together or not at all.

Invariant: decisions, people, the feed's entries and whatever goes with them are written in one transaction,
and only where the feed is still where it was when the scope was read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from sys import maxsize
from typing import Any

import pyarrow as pa

from graph.decisions import (
    CREATE_DECISIONS,
    REVIEWER,
    SUPERSEDE_DECISIONS,
    Making,
    Pair,
    decision_changes,
    pair_key,
)
from graph.feed import Act
from graph.generation import Generation, Unit, plan
from graph.people import Written, change_of, people_statement, position_told
from graph.scope import Scope
from graph.store import Statement, Store

_STANDING = """
MATCH (a:Record)<-[:ABOUT]-(d:Decision)-[:ABOUT]->(b:Record)
WHERE a.id IN $ids AND b.id IN $ids AND a.id < b.id AND d.superseded_at IS NULL
RETURN d.id AS id, d.judgement AS judgement, d.weight AS weight, d.made_by AS made_by,
  a.id AS left, b.id AS right
"""
_OVERRULE = """
UNWIND $rows AS row
MATCH (d:Decision {id: row.id})
SET d.superseded_at = row.at, d.superseded_by = $by, d.superseded_reason = $reason
"""


@dataclass(frozen=True)
class Revision:
    """What is to stand in a scope.

    Attributes:
        wanted: its people.
        decisions: the model's decisions on pairs of its records (schema `graph.decisions.DECISIONS`).
        making: who or what makes them, and when.
        settled: what a reviewer decides now on pairs of its records.
        also: what else is to be written in the same transaction.
    """

    wanted: Generation
    decisions: pa.Table
    making: Making
    settled: Mapping[Pair, str] = field(default_factory=dict)
    also: Sequence[Statement] = ()


async def write_revision(store: Store, scope: Scope, revision: Revision, act: Act) -> Written:
    """Make the decisions and the people of the scope those of the revision.

    Raises:
        MovedOnError: people have changed since the scope was read; nothing was written.
    """
    unit = next(plan(scope.generation, revision.wanted, maxsize), Unit())
    people = people_statement(scope.generation, unit, act, scope.position)
    decisions = await _decisions(store, scope, revision, act)
    answers = await store.write_together([people, *decisions, *revision.also], position_told)
    return Written(change_of(unit), position_told(answers[0]))


async def _decisions(store: Store, scope: Scope, revision: Revision, act: Act) -> list[Statement]:
    rows = await store.read(_STANDING, ids=sorted(scope.ids))
    made = [row for row in rows if not row["made_by"].startswith(REVIEWER)]
    standing = [(row["id"], row["judgement"], row["weight"]) for row in made]
    new, stale = decision_changes(standing, revision.decisions, revision.making)
    overruled = [
        {"id": row["id"], "at": act.at} for row in rows if (row["left"], row["right"]) in revision.settled
    ]
    return [
        (SUPERSEDE_DECISIONS, {"rows": stale}),
        (_OVERRULE, {"rows": overruled, "by": act.by, "reason": act.reason}),
        (CREATE_DECISIONS, {"rows": [*new, *_settled(revision.settled, act)]}),
    ]


def _settled(settled: Mapping[Pair, str], act: Act) -> Iterator[dict[str, Any]]:
    for (left, right), judgement in sorted(settled.items()):
        properties = {
            "id": f"{pair_key(left, right)}-{act.at}-{token_hex(4)}",
            "judgement": judgement,
            "made_by": act.by,
            "made_at": act.at,
            "reason": act.reason,
        }
        yield {"left": left, "right": right, "properties": properties}
