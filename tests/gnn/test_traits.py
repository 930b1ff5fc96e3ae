from datetime import date

import numpy as np
import pytest

from gnn.indexed import index
from gnn.snapshot import snapshot
from gnn.traits import Traits
from tests.gnn.build import facts

DAY = date(2024, 6, 15)


def traits(**person: str) -> Traits:
    return snapshot(index(facts(people=[{"person": "a", **person}])), DAY).traits


@pytest.mark.parametrize(
    ("birth_date", "age"),
    [
        ("2000-06-14", 24),
        ("2000-06-17", 23),
        ("2000", 23),
        ("2000-01", 24),
        ("2024-12-01", 0),
        (None, np.nan),
    ],
)
def test_age_in_whole_years(birth_date: str, age: float) -> None:
    np.testing.assert_equal(traits(birth_date=birth_date).age[0], age)


@pytest.mark.parametrize(
    ("death_date", "known"),
    [(None, True), ("2024-06-15", False), ("2024-06-16", True), ("2024-05", False), ("2025", True)],
)
def test_the_dead_are_not_among_the_known(death_date: str, known: bool) -> None:
    assert traits(death_date=death_date).is_known[0] == known


@pytest.mark.parametrize(
    ("sex", "female"), [("female", 1.0), ("male", 0.0), ("other", np.nan), (None, np.nan)]
)
def test_sex_is_unknown_unless_settled(sex: str, female: float) -> None:
    np.testing.assert_equal(traits(sex=sex).is_female[0], female)
