"""Ids come in, and counts as they may be told go out: a group that may not be told is as if it were empty."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gql.counting import Desk, GroupsShape, PeopleShape
from gql.disclosure import Disclosure
from gql.ledger import Asker, Ledger
from gql.shapes import Reading

SMALLEST, ROUND_TO = 10, 5
SECRET = b"populations are hashed with this"
ANSWERED = (("kind", "service"), ("sex", "sex"), ("n", "people"), ("__typename", "__typename"))
LABELS = st.tuples(st.sampled_from(["care", "housing", None]), st.sampled_from(["female", "male", None]))


def reading() -> Reading:
    desk = Desk(Ledger(SECRET), Disclosure(SMALLEST, ROUND_TO, SECRET), Asker("a", date(2026, 11, 1), 1000))
    return Reading(str, count=desk.told)


def people(mark: object, size: int) -> list[str]:
    return [f"{mark}-{number}" for number in range(size)]


def told(rows: Sequence[Sequence[object]]) -> list[dict[str, object]]:
    shape = GroupsShape(("service", "sex"), ANSWERED)
    found: list[dict[str, object]] = shape.read([list(row) for row in rows], reading())
    return found


@given(groups=st.dictionaries(LABELS, st.integers(min_value=0, max_value=40)))
def test_groups_that_are_told_are_those_that_are_not_small(
    groups: dict[tuple[str | None, str | None], int],
) -> None:
    found = told([[*labels, people(labels, size)] for labels, size in groups.items()])
    shown = {(each["kind"], each["sex"]): each["n"] for each in found}
    assert shown.keys() == {labels for labels, size in groups.items() if size >= SMALLEST}
    for labels, count in shown.items():
        assert isinstance(count, int)
        assert count % ROUND_TO == 0
        assert abs(count - groups[labels]) <= 2 * ROUND_TO  # type: ignore[index]


@given(groups=st.permutations([(kind, sex) for kind in ("care", "housing", None) for sex in ("male", None)]))
def test_groups_are_in_the_order_of_their_values_however_they_came(
    groups: list[tuple[str | None, str | None]],
) -> None:
    found = told([[*labels, people(labels, 20)] for labels in groups])
    assert [(each["kind"], each["sex"]) for each in found] == [
        ("care", "male"),
        ("care", None),
        ("housing", "male"),
        ("housing", None),
        (None, "male"),
        (None, None),
    ]
    assert all(list(each) == ["kind", "sex", "n", "__typename"] for each in found)


def test_a_group_that_is_left_out_is_as_one_that_is_not_there() -> None:
    some: list[list[object]] = [["care", "female", people("f", 30)], ["care", "male", people("m", 9)]]
    assert told(some) == told(some[:1]) == told([*some, ["housing", "male", []]])


def test_everybody_is_told_and_nobody_is_not() -> None:
    whole = PeopleShape().read([[people("p", 50)]], reading())
    assert abs(whole - 50) <= 2 * ROUND_TO
    assert PeopleShape().read([], reading()) is None
    assert PeopleShape().read([[people("p", 9)]], reading()) is None
