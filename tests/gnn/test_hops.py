"""The hop aggregates equal what plain loops over the facts find."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
from hypothesis import given, settings

from gnn.events import THEMES, WINDOWS
from gnn.features import Features
from gnn.hops import hop_features
from gnn.indexed import index
from gnn.metapaths import METAPATHS
from gnn.snapshot import snapshot
from graph.facts import Facts
from tests.gnn.build import Row, facts, some_facts

DAY = date(2023, 6, 1)


class Plain:
    """The facts known on the day, read row by row."""

    def __init__(self, all_facts: Facts) -> None:
        self.all = all_facts.as_of(DAY)
        self.people = sorted(str(person) for person in all_facts.people["person"].to_pylist())
        self.known = {row["person"]: row for row in self.all.people.to_pylist() if not self._died(row)}
        self.homes = {row["address"]: row for row in self.all.addresses.to_pylist()}
        self.rows = {name: table.to_pylist() for name, table in vars(self.all).items()}
        self.circles = {
            (relation, person): self._neighbours(relation, person)
            for relation in METAPATHS
            for person in self.people
        }

    def _died(self, row: Row) -> bool:
        return row["death_date"] is not None and row["death_date"] <= DAY.isoformat()

    def latest(self, table: str, column: str, person: str) -> str | None:
        rows = [row for row in self.rows[table] if row["person"] == person]
        rows = [row for row in rows if row["to"] is None and row["from"] <= DAY]
        return max(((row["from"], row[column]) for row in rows), default=(None, None))[1]

    def home(self, person: str) -> dict[str, str | None]:
        place = self.homes.get(self.latest("stays", "address", person) or "")
        if place is None or place["kind"] == "no_fixed_abode":
            return {"address": None, "postcode": None, "sector": None}
        code = place["postcode"]
        return {"address": place["address"], "postcode": code, "sector": None if code is None else code[:-2]}

    def _neighbours(self, relation: str, person: str) -> list[str]:
        if person not in self.known:
            return []
        return [other for other in self.known if other != person and self._near(relation, person, other)]

    def _near(self, relation: str, one: str, other: str) -> bool:
        homes = self.home(one), self.home(other)
        now = [self.latest("memberships", "household", person) for person in (one, other)]
        together = now[0] is not None and now[0] == now[1]
        match relation:
            case "household":
                return together
            case "past_household":
                return not together and bool(self._ever(one) & self._ever(other))
            case "relatives":
                pairs = [{row["person"], row["other"]} for row in self.rows["relations"]]
                return {one, other} in pairs
            case "address":
                return homes[0]["address"] is not None and homes[0]["address"] == homes[1]["address"]
        inner = {"postcode": "address", "sector": "postcode"}[relation]
        same = homes[0][relation] is not None and homes[0][relation] == homes[1][relation]
        return same and homes[0][inner] != homes[1][inner]

    def _ever(self, person: str) -> set[str]:
        return {row["household"] for row in self.rows["memberships"] if row["person"] == person}

    def count(self, person: str, theme: str, window: str) -> int:
        return sum(0 <= (DAY - day).days < WINDOWS[window] for day in self._days(person, theme))

    def _days(self, person: str, theme: str) -> list[date]:
        sources = {"intervention": ("interventions", "start"), "move": ("stays", "from")}
        table, column = sources.get(theme, ("episodes", "start"))
        rows = [row for row in self.rows[table] if row["person"] == person]
        return [row[column] for row in rows if table != "episodes" or row["kind"] == theme]

    def since_crisis(self, person: str) -> list[int]:
        return [(DAY - day).days for day in self._days(person, "crisis") if day <= DAY]


def expected(plain: Plain, ages: dict[str, float], name: tuple[str, str, str, str], person: str) -> float:
    relation, theme, window, statistic = name
    around = plain.circles[relation, person]
    values: list[Any]
    if theme == "people":
        return len(around)
    if theme in ("age", "children"):
        values = [ages[other] for other in around if not np.isnan(ages[other])]
        values = [age < 18 for age in values] if theme == "children" else values
    elif statistic == "days":
        values = [days for other in around for days in plain.since_crisis(other)]
    else:
        values = [plain.count(other, theme, window) for other in around]
    if statistic == "count":
        return float(sum(values))
    if not values:
        return np.nan
    together: dict[str, Callable[[list[Any]], float]] = {
        "mean": lambda numbers: sum(numbers) / len(numbers),
        "largest": max,
        "smallest": min,
    }
    as_named = {"share": "mean", "days": "smallest"}
    return float(together[as_named.get(statistic, statistic)](values))


@settings(max_examples=60, deadline=None)
@given(some_facts())
def test_hop_aggregates_equal_plain_loops(drawn: Facts) -> None:
    taken = snapshot(index(drawn), DAY)
    features, plain = hop_features(taken), Plain(drawn)
    ages = dict(zip(plain.people, taken.traits.age.tolist(), strict=True))
    for place, column in enumerate(features.columns):
        name = (column.relation, column.theme, column.window, column.statistic)
        wanted = [expected(plain, ages, name, person) for person in plain.people]
        np.testing.assert_allclose(features.values[:, place], wanted, err_msg=column.name)


_FAMILY = facts(
    people=[{"person": name, "birth_date": "1980"} for name in ("a", "b", "c")],
    memberships=[{"person": name, "household": "h", "from": date(2020, 1, 1)} for name in ("a", "b", "c")],
    episodes=[{"person": "a", "kind": "crisis", "start": date(2023, 5, 1)}],
)


def _family() -> Features:
    return hop_features(snapshot(index(_FAMILY), DAY))


def test_a_persons_own_events_are_not_around_them() -> None:
    found = _family()
    names = [column.name for column in found.columns]
    assert found.values[:, names.index("household/crisis/90/count")].tolist() == [0, 1, 1]
    assert found.values[:, names.index("household/crisis/90/largest")].tolist() == [0, 1, 1]
    assert found.values[:, names.index("household/people/now/count")].tolist() == [2, 2, 2]


def test_every_metapath_has_the_same_columns() -> None:
    found = _family()
    by_relation = {
        name: [c.name.split("/", 1)[1] for c in found.columns if c.relation == name] for name in METAPATHS
    }
    assert len({tuple(names) for names in by_relation.values()}) == 1
    assert len(by_relation["household"]) == 3 * len(THEMES) * len(WINDOWS) + 6


def test_a_stand_in_has_somebody_elses_neighbourhood() -> None:
    taken = snapshot(index(_FAMILY), DAY)
    strangers = hop_features(taken, np.array([2, 0, 1]))
    np.testing.assert_array_equal(strangers.values, hop_features(taken).values[[2, 0, 1]])


def test_a_crowd_is_no_past_household() -> None:
    people = [{"person": f"p{number:02d}"} for number in range(51)]
    members = [
        {"person": row["person"], "household": "h", "from": date(2020, 1, 1), "to": date(2021, 1, 1)}
        for row in people
    ]
    found = hop_features(snapshot(index(facts(people=people, memberships=members)), DAY))
    names = [column.name for column in found.columns]
    assert found.values[:, names.index("past_household/people/now/count")].sum() == 0
