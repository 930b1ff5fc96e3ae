"""Subscriptions have a number, of everybody together and of each caller; a place is given back."""

from contextlib import ExitStack

import pytest

from gql.errors import TooManySubscriptionsError
from gql.seats import Seats


def test_each_caller_has_so_many_and_all_together_have_so_many() -> None:
    seats = Seats(3, 2)
    with ExitStack() as stack:
        for who in ("ann", "ann", "bob"):
            stack.enter_context(seats.taken(who))
        for who in ("ann", "bob", "cy"):
            with pytest.raises(TooManySubscriptionsError), seats.taken(who):
                pytest.fail("a place was given")
    with seats.taken("ann"), seats.taken("ann"):
        with pytest.raises(TooManySubscriptionsError), seats.taken("ann"):
            pytest.fail("a place was given")
        with seats.taken("cy"):
            pass


def test_a_place_is_given_back_whatever_happens() -> None:
    seats = Seats(1, 1)
    for _ in range(3):
        with pytest.raises(RuntimeError), seats.taken("ann"):
            raise RuntimeError
    with seats.taken("bob"):
        pass
