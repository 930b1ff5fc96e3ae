"""What was known on a day: nothing recorded later, and no end that had not come."""

from dataclasses import fields
from datetime import date
from typing import Any

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from graph import facts
from graph.facts import Facts

DAYS = st.dates(date(2024, 1, 1), date(2024, 1, 20))
SCHEMAS = {
    "people": facts.PEOPLE,
    "stays": facts.STAYS,
    "memberships": facts.MEMBERSHIPS,
    "addresses": facts.ADDRESSES,
    "relations": facts.RELATIONS,
    "episodes": facts.EPISODES,
    "interventions": facts.INTERVENTIONS,
}


def facts_of(**rows: list[dict[str, Any]]) -> Facts:
    return Facts(
        **{name: pa.Table.from_pylist(rows.get(name, []), schema) for name, schema in SCHEMAS.items()}
    )


def episode(end: date | None, recorded: date) -> dict[str, Any]:
    return {"person": "p", "kind": "support", "end": end, "outcome": "closed", "recorded_at": recorded}


@given(st.lists(st.tuples(st.none() | DAYS, DAYS), max_size=20), DAYS)
def test_nothing_later_is_seen(rows: list[tuple[date | None, date]], day: date) -> None:
    known = facts_of(episodes=[episode(*row) for row in rows]).as_of(day).episodes.to_pylist()
    expected = [row for row in rows if row[1] <= day]
    assert len(known) == len(expected)
    for found, (end, _) in zip(known, expected, strict=True):
        has_ended = end is None or end <= day
        assert found["end"] == (end if has_ended else None)
        assert found["outcome"] == ("closed" if has_ended else None)


def test_a_later_death_is_hidden() -> None:
    people = [
        {"person": "a", "death_date": "2024-01-05", "recorded_at": date(2024, 1, 1)},
        {"person": "b", "death_date": "2024-01-15", "recorded_at": date(2024, 1, 1)},
    ]
    known = facts_of(people=people).as_of(date(2024, 1, 10)).people
    assert known["death_date"].to_pylist() == ["2024-01-05", None]


@given(DAYS)
def test_tables_keep_their_columns(day: date) -> None:
    seen = facts_of(stays=[{"person": "p", "to": date(2024, 1, 9), "recorded_at": date(2024, 1, 2)}]).as_of(
        day
    )
    for field in fields(seen):
        assert getattr(seen, field.name).schema == SCHEMAS[field.name]
