"""Outcome: what is told of each arrival: its person, how sure that is, and why.

Invariant: the reasons are those of the decision on the pair that speaks most for one person, so they add up
to its weight.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
import pyarrow as pa

from graph.generation import Generation
from resolver.live.judgement import Arrived, Outcome
from resolver.tables import MATCH, NO_MATCH

_Row = dict[str, Any]


def arrived(
    ids: Iterable[str], decisions: pa.Table, present: Generation, wanted: Generation
) -> list[Arrived]:
    """What became of the arrivals `ids`.

    Args:
        ids: the arrivals, in the order in which to tell of them.
        decisions: what was judged of pairs (schema `graph.decisions.DECISIONS`).
        present: the people as they were.
        wanted: the people as they are to be.
    """
    told = list(ids)
    of = _by_record(decisions, set(told))
    person = wanted.links.person
    known = Counter(person.get(record) for record in present.links.person)
    found = []
    for id_ in told:
        if id_ in present.links.person:
            known[person[id_]] -= 1
        found.append(_told(id_, _best(id_, of.get(id_, ()), person), person, known))
        known[person[id_]] += 1
    return found


def _by_record(decisions: pa.Table, ids: set[str]) -> Mapping[str, list[_Row]]:
    """The decisions on pairs of which one record is among `ids`, by that record."""
    ends = zip(decisions["left"].to_pylist(), decisions["right"].to_pylist(), strict=True)
    rows = [row for row, pair in enumerate(ends) if not ids.isdisjoint(pair)]
    found: dict[str, list[_Row]] = defaultdict(list)
    for row in decisions.take(pa.array(rows, pa.int64())).to_pylist():
        for end in ("left", "right"):
            found[row[end]].append(row)
    return found


def _best(id_: str, rows: Iterable[_Row], person: Mapping[str, str]) -> _Row | None:
    """The decision that says most: on a record of the same person, before any other; then the heaviest."""
    open_ = [row for row in rows if row["judgement"] != NO_MATCH]
    return max(
        open_, key=lambda row: (person.get(_other(id_, row)) == person[id_], row["weight"]), default=None
    )


def _other(id_: str, row: _Row) -> str:
    other: str = row["right"] if row["left"] == id_ else row["left"]
    return other


def _told(id_: str, best: _Row | None, person: Mapping[str, str], known: Counter[str | None]) -> Arrived:
    """What became of one; `known` counts the records that were there before it, by person."""
    whose = person[id_]
    outcome = Outcome.FOUND if known[whose] else Outcome.CREATED
    if best is None:
        return Arrived(id_, whose, outcome, None, None, [])
    other = _other(id_, best)
    if best["judgement"] != MATCH or person.get(other) != whose:
        outcome = Outcome.REVIEW
    return Arrived(id_, whose, outcome, best["probability"], other, orjson.loads(best["evidence"]))
