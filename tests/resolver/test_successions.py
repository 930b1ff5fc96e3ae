"""Successions: who has plainly gone from a home that others have taken over, and who lives with them."""

from resolver.moves import Known
from resolver.stays import Stay
from resolver.successions import end_successions

HOME = 1
ONE, SECOND, NEW, OTHER_NEW, CHILD = range(5)
KNOWN = Known(
    given_names=["Ann", "Bilal", "Chloe", "Dwayne", "Ella"],
    record_counts=[1, 1, 3, 1, 1],
    births={CHILD: "2014-05-01"},
    family_names={ONE: "Adams", SECOND: "Adams", NEW: "Khan", OTHER_NEW: "Khan", CHILD: "Khan"},
)


def _stay(person: int, since: str, seen: str = "") -> Stay:
    return Stay(person, HOME, since, "", since, seen or since)


def _ended(*stays: Stay, known: Known = KNOWN, not_dwellings: tuple[int, ...] = ()) -> dict[int, str]:
    return {
        stay.person: stay.until
        for stay in end_successions(stays, known, not_dwellings)
        if not stay.is_current
    }


OLD = _stay(ONE, "2010-01-01")
LATER = _stay(NEW, "2022-03-01")


def test_one_of_a_single_record_gives_way_to_others_of_another_name() -> None:
    assert _ended(OLD, LATER) == {ONE: "2022-03-01"}


def test_who_was_seen_since_lives_with_the_newcomers() -> None:
    assert _ended(_stay(ONE, "2010-01-01", seen="2023-01-01"), LATER) == {}


def test_who_is_known_by_more_records_stays() -> None:
    known = Known(KNOWN.given_names, [2, 1, 3, 1, 1], KNOWN.births, KNOWN.family_names)
    assert _ended(OLD, LATER, known=known) == {}


def test_a_newcomer_of_the_same_name_joins_the_family() -> None:
    family = {**KNOWN.family_names, NEW: "Adams"}
    known = Known(KNOWN.given_names, KNOWN.record_counts, KNOWN.births, family)
    assert _ended(OLD, LATER, known=known) == {}


def test_a_newcomer_known_by_one_record_takes_nobodys_place() -> None:
    assert _ended(OLD, _stay(OTHER_NEW, "2022-03-01")) == {}


def test_two_give_way_to_no_fewer_than_three() -> None:
    old = (OLD, _stay(SECOND, "2010-01-01"))
    assert _ended(*old, LATER) == {}
    newcomers = (LATER, _stay(OTHER_NEW, "2022-03-01"), _stay(CHILD, "2022-03-01"))
    assert _ended(*old, *newcomers).keys() == {ONE, SECOND}


def test_children_do_not_live_alone_at_a_home_that_others_took() -> None:
    assert _ended(_stay(CHILD, "2015-01-01"), LATER) == {CHILD: "2022-03-01"}


def test_residents_of_an_institution_come_and_go() -> None:
    assert _ended(OLD, LATER, not_dwellings=(HOME,)) == {}


def test_one_household_alone_is_left_alone() -> None:
    assert _ended(OLD, _stay(SECOND, "2010-01-01")) == {}
