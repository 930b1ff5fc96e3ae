"""Facts from short lists of rows, and facts drawn by hypothesis."""

from datetime import date, timedelta
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from graph import facts as schema
from graph.facts import Facts

KNOWN = date(2020, 1, 1)
EARLY, LATE = date(2020, 6, 1), date(2024, 6, 1)
_SCHEMAS = {
    "people": schema.PEOPLE,
    "stays": schema.STAYS,
    "memberships": schema.MEMBERSHIPS,
    "addresses": schema.ADDRESSES,
    "relations": schema.RELATIONS,
    "episodes": schema.EPISODES,
    "interventions": schema.INTERVENTIONS,
}
_IDS = ("ann", "bob", "cat", "dan", "eve", "fay", "gus")
_HOMES = {
    "a1": ("dwelling", "KT1 1AA"),
    "a2": ("dwelling", "KT1 1AA"),
    "a3": ("institution", "KT1 1AB"),
    "a4": ("dwelling", "KT2 2AA"),
    "a5": ("no_fixed_abode", "KT1 1AA"),
    "a6": ("dwelling", None),
}

Row = dict[str, Any]


def facts(**tables: list[Row]) -> Facts:
    """Facts of the rows given; a row without `recorded_at` was recorded at the start."""
    return Facts(**{name: _table(name, tables.get(name, [])) for name in _SCHEMAS})


def appended(one: Facts, other: Facts) -> Facts:
    """The rows of both; people and addresses that both hold are those of the first."""
    joined = {}
    for name in _SCHEMAS:
        rows = [*getattr(one, name).to_pylist(), *getattr(other, name).to_pylist()]
        joined[name] = _table(name, _first_of_each(rows, name))
    return Facts(**joined)


def _first_of_each(rows: list[Row], name: str) -> list[Row]:
    key = {"people": "person", "addresses": "address"}.get(name)
    if key is None:
        return rows
    return list({row[key]: row for row in reversed(rows)}.values())


def _table(name: str, rows: list[Row]) -> pa.Table:
    return pa.Table.from_pylist([{"recorded_at": KNOWN, **row} for row in rows], schema=_SCHEMAS[name])


def _days(first: date = EARLY, last: date = LATE) -> st.SearchStrategy[date]:
    return st.dates(first, last)


@st.composite
def _spans(draw: st.DrawFn, names: tuple[str, str]) -> Row:
    start = draw(_days())
    end = draw(st.none() | st.integers(0, 700).map(lambda days: start + timedelta(days=days)))
    return {names[0]: start, names[1]: end}


@st.composite
def some_facts(draw: st.DrawFn, recorded: st.SearchStrategy[date] | None = None) -> Facts:
    """Small facts with every kind of row; `recorded` draws the day of recording of all but people."""
    late = _days() if recorded is None else recorded
    ids = draw(st.lists(st.sampled_from(_IDS), min_size=2, unique=True))
    person = st.sampled_from(ids)

    def rows(count: int, **columns: st.SearchStrategy[Any]) -> list[Row]:
        span = columns.pop("span", st.just({}))
        one = st.tuples(st.fixed_dictionaries({"recorded_at": late, **columns}), span)
        return [{**row, **dates} for row, dates in draw(st.lists(one, max_size=count))]

    kinds = st.sampled_from(("contact", "referral", "assessment", "support", "crisis"))
    return facts(
        people=[{"person": name, **draw(_traits())} for name in ids],
        stays=rows(10, person=person, address=st.sampled_from(list(_HOMES)), span=_spans(("from", "to"))),
        memberships=rows(
            10, person=person, household=st.sampled_from(("h1", "h2")), span=_spans(("from", "to"))
        ),
        addresses=[
            {"address": name, "kind": kind, "postcode": code} for name, (kind, code) in _HOMES.items()
        ],
        relations=rows(4, person=person, other=person, kind=st.just("sibling")),
        episodes=rows(
            14,
            person=person,
            kind=kinds,
            service=st.sampled_from(("One", "Two")),
            span=_spans(("start", "end")),
        ),
        interventions=rows(4, person=person, kind=st.just("Advice"), span=_spans(("start", "end"))),
    )


@st.composite
def _traits(draw: st.DrawFn) -> Row:
    return {
        "birth_date": draw(st.sampled_from((None, "1950", "1990-05", "2010-02-28"))),
        "sex": draw(st.sampled_from((None, "female", "male", "other"))),
        "death_date": draw(st.sampled_from((None, None, None, "2022-03-01"))),
        "recorded_at": draw(st.sampled_from((KNOWN, KNOWN, date(2023, 1, 1)))),
    }
