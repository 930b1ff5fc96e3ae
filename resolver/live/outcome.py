"""Outcome: what is told of each arrival: its person, how sure that is, and why.

Invariant: the reasons are those of the decision on the pair that speaks most for one person, so they add up
to its weight.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
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
    known = set(present.links.person)
    found = []
    for id_ in told:
        known.discard(id_)
        best = _best(id_, of.get(id_, ()), wanted.links.person)
        found.append(_told(id_, best, wanted.links.person, known))
        known.add(id_)
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


def _told(id_: str, best: _Row | None, person: Mapping[str, str], known: Set[str]) -> Arrived:
    """What became of one; `known` are the records that were there before it."""
    whose = person[id_]
    is_of_known = any(whose == person.get(record) for record in known)
    outcome = Outcome.FOUND if is_of_known else Outcome.CREATED
    if best is None:
        return Arrived(id_, whose, outcome, None, None, [])
    other = _other(id_, best)
    if best["judgement"] != MATCH or person.get(other) != whose:
        outcome = Outcome.REVIEW
    return Arrived(id_, whose, outcome, best["probability"], other, orjson.loads(best["evidence"]))
