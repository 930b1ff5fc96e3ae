"""Outcome: what is told of each arrival: its person, how sure that is, and why.

Invariant: the reasons are those of the decision on the pair that speaks most for one person, so they add up
to its weight. Nobody is asked to look for the sake of a pair that the other records of that person outweigh.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
import pyarrow as pa

from graph.generation import Generation
from resolver.live.doubt import Doubt
from resolver.live.judgement import Arrived, Outcome
from resolver.tables import MATCH, NO_MATCH

_Row = dict[str, Any]


def arrived(ids: Iterable[str], decisions: pa.Table, present: Generation, doubt: Doubt) -> list[Arrived]:
    """What became of the arrivals `ids`.

    Args:
        ids: the arrivals, in the order in which to tell of them.
        decisions: what was judged of pairs (schema `graph.decisions.DECISIONS`).
        present: the people as they were.
        doubt: whose the records are to be, and whether somebody should look at that.
    """
    told = list(ids)
    of = _by_record(decisions, set(told))
    known = Counter(doubt.links.person.get(record) for record in present.links.person)
    found = []
    for id_ in told:
        whose = doubt.links.person[id_]
        if id_ in present.links.person:
            known[whose] -= 1
        found.append(_told(id_, of.get(id_, ()), doubt, is_known=known[whose] > 0))
        known[whose] += 1
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


def _told(id_: str, rows: Iterable[_Row], doubt: Doubt, *, is_known: bool) -> Arrived:
    """What became of one, by the decisions on it; `is_known` says whether its person was there before it."""
    whose = doubt.links.person[id_]
    outcome = Outcome.FOUND if is_known else Outcome.CREATED
    by_person: dict[str | None, dict[str, _Row]] = defaultdict(dict)
    for row in rows:
        if row["judgement"] != NO_MATCH:
            other = _other(id_, row)
            by_person[doubt.whose(other)][other] = row
    own, others = by_person.pop(whose, None), by_person
    doubtful = {} if own else _doubtful(id_, others, doubt)
    known = own or doubtful or {other: row for each in others.values() for other, row in each.items()}
    if not known:
        return Arrived(id_, whose, outcome, None, None, [])
    other, best = max(known.items(), key=lambda each: each[1]["weight"])
    if doubtful or (own and best["judgement"] != MATCH):
        outcome = Outcome.REVIEW
    return Arrived(id_, whose, outcome, best["probability"], other, orjson.loads(best["evidence"]))


def _doubtful(id_: str, others: Mapping[str | None, Mapping[str, _Row]], doubt: Doubt) -> dict[str, _Row]:
    """The decisions on its pairs with those people, other than its own, that it may be all the same."""
    return {
        other: row
        for person, rows in others.items()
        if doubt.is_left(id_, person, {each: row["weight"] for each, row in rows.items()})
        for other, row in rows.items()
    }


def _other(id_: str, row: _Row) -> str:
    other: str = row["right"] if row["left"] == id_ else row["left"]
    return other
