"""A small world in which crises spread: households and postcodes with a crisis have more of them.

Everything is drawn from one seed. `Contagion` sets how strongly neighbours' crises count; at zero
nobody's crisis says anything about anybody else's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from gnn.arrays import Floats, Integers
from graph import facts as schema
from graph.facts import Facts

FIRST = date(2021, 7, 1)
CUT = date(2026, 6, 30)
MONTHS = 60
_KINDS = ("contact", "referral", "assessment", "support")


@dataclass(frozen=True)
class Contagion:
    """How much a crisis within the last year adds to the log-odds of the others, and what they share.

    Attributes:
        household: added when all others of the household had one.
        postcode: added when all others of the postcode had one.
        shared: standard deviation of the log-odds that a household has in common.
        base: log-odds of a crisis in a month without all this.
    """

    household: float = 2.0
    postcode: float = 2.0
    shared: float = 1.2
    base: float = -6.6


NONE = Contagion(0.0, 0.0, 0.0, -5.0)


@dataclass
class _Rows:
    episodes: list[tuple[int, str, str, date, date | None, date]] = field(default_factory=list)
    helps: list[tuple[int, str, date, date | None, date]] = field(default_factory=list)


def make_world(people: int, seed: int, contagion: Contagion | None = None) -> Facts:
    """Five years of facts about `people` persons."""
    strength = Contagion() if contagion is None else contagion
    generator = np.random.default_rng(seed)
    household = np.sort(generator.integers(0, people // 3, people))
    postcode = household // 12
    rows = _live(household, postcode, strength, generator)
    return _facts(household, postcode, rows, generator)


def _live(
    household: Integers, postcode: Integers, strength: Contagion, generator: np.random.Generator
) -> _Rows:
    people = len(household)
    common = generator.normal(0, strength.shared, household.max() + 1)[household]
    frailty = generator.normal(0, 0.5, people) + common
    recent = np.zeros(people)
    rows = _Rows()
    for month in range(MONTHS):
        near = _mean_of_others(np.minimum(recent, 1), household) * strength.household
        wide = _mean_of_others(np.minimum(recent, 1), postcode) * strength.postcode
        odds = strength.base + frailty + 0.5 * np.minimum(recent, 1) + near + wide
        struck = generator.random(people) < 1 / (1 + np.exp(-odds))
        _record_crises(rows, np.flatnonzero(struck), month, generator)
        _record_contacts(
            rows, np.flatnonzero(generator.random(people) < 0.02 * np.exp(frailty / 2)), month, generator
        )
        recent = recent * 0.92 + struck
    return rows


def _mean_of_others(values: Floats, group: Integers) -> Floats:
    total, size = np.bincount(group, values), np.bincount(group)
    means: Floats = (total[group] - values) / np.maximum(size[group] - 1, 1)
    return means


def _day(month: int, generator: np.random.Generator) -> date:
    return FIRST + timedelta(days=int(month * 30.4 + generator.integers(0, 30)))


def _record_crises(rows: _Rows, people: Integers, month: int, generator: np.random.Generator) -> None:
    for person in people:
        start = _day(month, generator)
        late = timedelta(days=int(generator.integers(0, 40)))
        rows.episodes.append(
            (person, "Housing options", "crisis", start, start + timedelta(days=20), start + late)
        )


def _record_contacts(rows: _Rows, people: Integers, month: int, generator: np.random.Generator) -> None:
    for person in people:
        start = _day(month, generator)
        kind = _KINDS[generator.integers(0, len(_KINDS))]
        end = None if generator.random() < 0.2 else start + timedelta(days=60)
        rows.episodes.append((person, "Adult social care", kind, start, end, start))
        if kind == "support":
            rows.helps.append((person, "Debt advice", start, end, start))


def _facts(household: Integers, postcode: Integers, rows: _Rows, generator: np.random.Generator) -> Facts:
    people = [f"p{number:05d}" for number in range(len(household))]
    homes = np.unique(household)
    since = [FIRST] * len(people)
    return Facts(
        people=_people(people, generator),
        stays=_table(
            schema.STAYS, people, [f"a{home}" for home in household], since, [None] * len(people), since
        ),
        memberships=_table(
            schema.MEMBERSHIPS, people, [f"h{home}" for home in household], since, [None] * len(people), since
        ),
        addresses=_addresses(homes, postcode[np.searchsorted(household, homes)]),
        relations=_relations(people, household),
        episodes=_table(
            schema.EPISODES,
            *_columns([(people[r[0]], r[1], r[2], r[3], r[4], None, r[5]) for r in rows.episodes], 7),
        ),
        interventions=_table(
            schema.INTERVENTIONS, *_columns([(people[r[0]], *r[1:]) for r in rows.helps], 5)
        ),
    )


def _people(people: list[str], generator: np.random.Generator) -> pa.Table:
    born = [f"{year}-06-15" if year % 7 else None for year in generator.integers(1935, 2020, len(people))]
    sex = [("female", "male", None)[number] for number in generator.integers(0, 3, len(people))]
    died = [
        f"{2024 + number}-03" if number < 2 else None for number in generator.integers(0, 100, len(people))
    ]
    return _table(schema.PEOPLE, people, born, died, sex, [FIRST] * len(people))


def _addresses(homes: Integers, postcodes: Integers) -> pa.Table:
    codes = [f"KT{code // 30 + 1} {code % 30 // 3}{'ABC'[code % 3]}A" for code in postcodes]
    names = [f"a{home}" for home in homes]
    return _table(schema.ADDRESSES, names, ["dwelling"] * len(names), codes, [FIRST] * len(names))


def _relations(people: list[str], household: Integers) -> pa.Table:
    pairs = [(people[i], people[i + 1]) for i in range(len(people) - 1) if household[i] == household[i + 1]]
    left, right = _columns(pairs, 2)
    return _table(schema.RELATIONS, left, right, ["other"] * len(pairs), [FIRST] * len(pairs))


def _columns(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [[row[place] for row in rows] for place in range(width)]


def _table(kind: pa.Schema, *columns: Any) -> pa.Table:
    return pa.Table.from_arrays(
        [pa.array(c, f.type) for c, f in zip(columns, kind, strict=True)], schema=kind
    )
