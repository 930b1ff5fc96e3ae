"""A cursor opens for whom, and for what, it was sealed, and for nothing else."""

from base64 import urlsafe_b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql.cursors import MIXED_BELOW, Cursors, bound_to
from gql.errors import InvalidVariablesError

SECRET = b"pseudonyms are derived from this"
UNDER = ("direct_care", "hash", "caseworker")
MINE = Cursors.of(SECRET, "one", "direct_care", UNDER)
BOUND = bound_to("Query.peopleConnection", [None, {"sex": {"eq": "male"}}, None])
VALUES = st.lists(st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=60), max_size=5)


@given(VALUES)
def test_opens_to_what_was_sealed(values: list[object]) -> None:
    assert MINE.open(BOUND, MINE.seal(BOUND, values)) == values


@pytest.mark.parametrize(
    "other",
    [
        Cursors.of(SECRET, "two", "direct_care", UNDER),
        Cursors.of(SECRET, "one", "safeguarding", UNDER),
        Cursors.of(SECRET, "one", "direct_care", ("direct_care", "another hash", "caseworker")),
        Cursors.of(SECRET, "one", "direct_care", ("direct_care", "hash", "caseworker", "integrator")),
        Cursors.of(SECRET + b"!", "one", "direct_care", UNDER),
    ],
)
def test_does_not_open_for_another(other: Cursors) -> None:
    with pytest.raises(InvalidVariablesError):
        other.open(BOUND, MINE.seal(BOUND, ["1984", "p-1"]))


def test_does_not_open_for_another_question() -> None:
    for what, asked in (
        ("Query.peopleConnection", [None, {"sex": {"eq": "female"}}, None]),
        ("Household.membersConnection", [None, {"sex": {"eq": "male"}}, None]),
    ):
        with pytest.raises(InvalidVariablesError):
            MINE.open(bound_to(what, asked), MINE.seal(BOUND, ["1984", "p-1"]))


@given(st.text(max_size=300))
def test_nothing_else_opens(text: str) -> None:
    with pytest.raises(InvalidVariablesError):
        MINE.open(BOUND, text)


def test_is_as_long_whatever_it_holds_and_holds_nothing_in_clear() -> None:
    sealed = [
        MINE.seal(BOUND, values) for values in (["p-1"], [None, "p-1"], ["Llanfairpwllgwyngyll", "p-12345"])
    ]
    assert len({len(each) for each in sealed}) == 1
    assert not any(b"p-1" in urlsafe_b64decode(each + "==") for each in sealed)


def test_the_order_of_ids_is_each_callers_own() -> None:
    ways = {Cursors.of(SECRET, f"caller {number}", "research", UNDER).mixing for number in range(20)}
    assert len(ways) == 20
    assert all(2 <= multiplier < MIXED_BELOW and len(set(letters)) == 95 for multiplier, letters in ways)
    assert Cursors.of(SECRET, "caller 1", "research", UNDER).mixing in ways
