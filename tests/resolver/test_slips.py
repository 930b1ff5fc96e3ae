"""Slips: a mistyped address is the address that was meant; a neighbour's never is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.slips import slips
from resolver.spelling import Spelling

KH1, KH2 = "KH1 1ZZ", "KH2 2ZZ"
HOME = ("", KH1, "27 Garland Road")


def _meant(*rows: tuple[int, int, tuple[str, str, str]]) -> dict[int, int]:
    """What `slips` says of rows: person, place, spelling."""
    person, place, written = zip(*rows, strict=True)
    return slips(np.array(place), np.array(person), [Spelling(*each) for each in written])


@pytest.mark.parametrize("text", ["27Garland Road", "37 Garland Road", "27 Garlnd Rd", "72 Garland Road"])
def test_a_slip_of_one_who_is_said_to_live_there_by_more_is_that_home(text: str) -> None:
    assert _meant((0, 1, HOME), (0, 1, HOME), (0, 2, ("", KH1, text))) == {2: 1}


def test_an_unknown_postcode_does_not_contradict() -> None:
    assert _meant((0, 1, HOME), (0, 1, HOME), (0, 2, ("", "", "27Garland Road"))) == {2: 1}


@pytest.mark.parametrize(
    "other",
    [
        pytest.param((0, 2, ("", KH2, "37 Garland Road")), id="another postcode"),
        pytest.param((0, 2, ("100", KH1, "37 Garland Road")), id="a UPRN of its own"),
        pytest.param((1, 2, ("", KH1, "37 Garland Road")), id="a neighbour's home"),
        pytest.param((-1, 2, ("", KH1, "37 Garland Road")), id="nobody known"),
        pytest.param((0, 2, ("", KH1, "48 Garland Road")), id="two slips"),
    ],
)
def test_a_home_of_its_own_stays_one(other: tuple[int, int, tuple[str, str, str]]) -> None:
    assert _meant((0, 1, HOME), (0, 1, HOME), other) == {}


def test_a_home_that_others_have_besides_stays_one() -> None:
    next_door = ("", KH1, "28 Garland Road")
    assert _meant((0, 1, HOME), (0, 1, HOME), (0, 2, next_door), (1, 2, next_door)) == {}


def test_of_two_with_as_many_rows_neither_is_a_slip() -> None:
    assert _meant((0, 1, HOME), (0, 2, ("", KH1, "28 Garland Road"))) == {}


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=25))
def test_what_was_meant_is_never_itself_a_slip(rows: list[tuple[int, int]]) -> None:
    written = [(person, place, ("", KH1, f"{place} Garland Road")) for person, place in rows]
    meant = _meant(*written) if written else {}
    assert meant.keys().isdisjoint(meant.values())
