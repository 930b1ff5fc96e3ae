"""A purse is renewed evenly, nobody pays from another's, and many names make no large table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql.budget import Budget, Purses

MINUTE = Budget(60)


def test_what_is_spent_comes_back_evenly() -> None:
    purses = Purses(MINUTE)
    assert purses.pay("a", 60, 0.0) == 0.0
    assert purses.pay("a", 1, 0.5) == 0.5
    assert purses.pay("a", 1, 1.0) == 0.0
    assert purses.pay("a", 30, 1.0) == 30.0
    assert purses.pay("a", 30, 31.0) == 0.0


def test_waiting_is_told_without_spending() -> None:
    purses = Purses(MINUTE)
    assert purses.pay("a", 50, 0.0) == 0.0
    assert [purses.wait("a", 20, 0.0) for _ in range(3)] == [10.0] * 3
    assert purses.pay("a", 10, 0.0) == 0.0


def test_nobody_pays_from_anothers_purse() -> None:
    purses = Purses(MINUTE)
    assert purses.pay("a", 60, 0.0) == 0.0
    assert purses.pay("b", 60, 0.0) == 0.0


def test_what_costs_more_than_a_purse_holds_takes_a_full_one() -> None:
    purses = Purses(MINUTE)
    assert purses.pay("a", 1000, 0.0) == 0.0
    assert purses.pay("a", 1000, 59.0) == 1.0
    assert purses.pay("a", 1000, 60.0) == 0.0


@given(costs=st.lists(st.tuples(st.floats(0, 20), st.floats(0, 30)), max_size=60))
def test_nobody_spends_more_than_a_full_purse_and_what_flowed_in(costs: list[tuple[float, float]]) -> None:
    purses, now, spent = Purses(MINUTE), 0.0, 0.0
    for after, cost in costs:
        now += after
        wait = purses.pay("a", cost, now)
        spent += cost if wait == 0 else 0
        assert spent <= 60 + now + 1e-6
        if wait:
            assert purses.wait("a", cost, now + wait) == pytest.approx(0, abs=1e-6)


def test_a_purse_that_is_full_again_is_let_go() -> None:
    purses = Purses(MINUTE)
    for number in range(1000):
        purses.pay(number, 1, number * 0.1)
    assert len(purses) <= 601
    for number in range(1000):
        purses.pay("a", 1, 200.0 + number)
    assert len(purses) == 1


def test_a_flood_of_names_shares_one_purse_and_takes_nobody_elses() -> None:
    purses = Purses(MINUTE, callers=100)
    assert purses.pay("honest", 30, 0.0) == 0.0
    waits = [purses.pay(f"name-{number}", 10, 0.0) for number in range(10_000)]
    assert len(purses) <= 101
    assert sum(wait == 0 for wait in waits) == 99 + 6
    assert purses.pay("honest", 30, 0.0) == 0.0
    assert purses.pay("name-1", 10, 0.0) == 0.0
