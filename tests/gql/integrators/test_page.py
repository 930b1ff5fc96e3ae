"""Which page the parameters of an address ask for, and whom cursors lead from one to the next."""

from dataclasses import replace

import pytest

from gql.caller import Caller
from gql.integrators.errors import ParametersError
from gql.integrators.page import MOST, USUAL, Page, Reader, read_page
from gql.roles import Purpose, Role
from tests.gql.questions import plan_of

TAKEN = {
    b"": Page(USUAL, None),
    b"first=1": Page(1, None),
    b"first=1000": Page(MOST, None),
    b"after=a-b_c&first=20": Page(20, "a-b_c"),
    b"after=": Page(USUAL, ""),
}
REFUSED = [
    b"first=0",
    b"first=1001",
    b"first=00001",
    b"first=-1",
    b"first=1e2",
    b"first=%D9%A1",
    b"first=",
    b"first",
    b"first=1&first=1",
    b"first=1&after=a&first=2",
    b"source=housing",
    b"&",
    b"after=%ff",
    b"after=\xff",
]


@pytest.mark.parametrize("query", TAKEN)
def test_taken(query: bytes) -> None:
    assert read_page(query) == TAKEN[query]


@pytest.mark.parametrize("query", REFUSED)
def test_refused(query: bytes) -> None:
    with pytest.raises(ParametersError):
        read_page(query)


def test_the_refusal_says_what_a_page_may_hold() -> None:
    assert f"from 1 to {MOST}" in ParametersError.suggestion


def reader(subject: str = "ivan", role: Role = Role.INTEGRATOR) -> Reader:
    caller = Caller(subject, frozenset({role}), frozenset({Purpose.INTEGRATION}), None, 0)
    return Reader(caller, plan_of(role), (), b"cursors are sealed with this 32!")


def test_no_two_cursors_of_one_place_are_alike() -> None:
    one, other = (reader().seal("feed", [7]) for _ in range(2))
    assert one != other
    assert len(one) == len(other)
    assert reader().open("feed", one) == reader().open("feed", other) == [7]


def test_a_cursor_opens_for_nobody_and_nothing_else() -> None:
    cursor = reader().seal("feed", [7])
    later = replace(reader(), plan=replace(reader().plan, policy="other packs"))
    for other, what, text in (
        (reader("olga"), "feed", cursor),
        (reader(role=Role.AUDITOR), "feed", cursor),
        (later, "feed", cursor),
        (reader(), "quarantine", cursor),
        (reader(), "feed", cursor[:-1]),
        (reader(), "feed", ""),
        (reader(), "feed", "7"),
    ):
        with pytest.raises(ParametersError):
            other.open(what, text)
