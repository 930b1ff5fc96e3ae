"""Moves that nobody recorded: who followed the others, and who stayed."""

import pytest

from resolver.moves import Known, follow_moves
from resolver.stays import Stay

OLD, NEW = 1, 2
KNOWN = Known(["Ann", "Bilal", "Chloe", "Anna", "Dwayne"], [2, 2, 2, 1, 1])


def _stay(person: int, place: int, since: str, until: str = "", seen: str = "") -> Stay:
    return Stay(person, place, since, until, since, seen or until or since)


def _moved(person: int) -> list[Stay]:
    """The person lived at the old place, and moved in 2020."""
    return [_stay(person, OLD, "2010-01-01", "2020-01-01"), _stay(person, NEW, "2020-01-01")]


def _places(*stays: Stay, not_dwellings: tuple[int, ...] = ()) -> dict[int, int]:
    followed = follow_moves(stays, KNOWN, not_dwellings)
    return {stay.person: stay.place for stay in followed if stay.is_current}


LEFT_BEHIND = _stay(3, OLD, "2010-01-01")
OTHER = _stay(4, OLD, "2010-01-01")
NEWCOMER = _stay(4, OLD, "2020-06-01")


def test_who_stays_alone_when_one_other_moves_is_left_alone() -> None:
    assert _places(*_moved(1), LEFT_BEHIND)[3] == OLD


def test_newcomers_in_the_old_home_show_that_the_last_one_left_too() -> None:
    assert _places(*_moved(1), LEFT_BEHIND, NEWCOMER) == {1: NEW, 3: NEW, 4: OLD}


def test_where_another_stays_newcomers_join_the_two() -> None:
    stays = [*_moved(1), LEFT_BEHIND, _stay(2, OLD, "2010-01-01"), NEWCOMER]
    assert _places(*stays)[3] == OLD


def test_a_lone_record_of_one_who_moved_with_others_follows() -> None:
    assert _places(*_moved(0), *_moved(1), LEFT_BEHIND, OTHER) == {0: NEW, 1: NEW, 3: NEW, 4: OLD}


def test_who_was_seen_since_has_not_moved() -> None:
    seen = _stay(3, OLD, "2010-01-01", seen="2022-01-01")
    assert _places(*_moved(0), *_moved(1), seen, NEWCOMER)[3] == OLD


def test_who_came_later_never_lived_with_those_who_moved() -> None:
    assert _places(*_moved(0), *_moved(1), _stay(3, OLD, "2020-01-02"), NEWCOMER)[3] == OLD


@pytest.mark.parametrize("place", [OLD, NEW])
def test_nobody_follows_into_or_out_of_an_institution(place: int) -> None:
    assert _places(*_moved(0), *_moved(1), LEFT_BEHIND, NEWCOMER, not_dwellings=(place,))[3] == OLD


@pytest.mark.parametrize(("born", "place"), [("2012-01-01", NEW), ("1990-01-01", OLD), ("", OLD)])
def test_a_child_is_never_left_alone(born: str, place: int) -> None:
    known = Known(KNOWN.given_names, KNOWN.record_counts, {3: born} if born else {})
    followed = follow_moves([*_moved(1), LEFT_BEHIND], known, ())
    assert {stay.person: stay.place for stay in followed if stay.is_current}[3] == place


def test_the_old_stay_ends_when_the_new_one_begins() -> None:
    followed = follow_moves([*_moved(1), LEFT_BEHIND, NEWCOMER], KNOWN, ())
    own = [stay for stay in followed if stay.person == 3]
    assert [(stay.place, stay.since, stay.until) for stay in own] == [
        (OLD, "2010-01-01", "2020-01-01"),
        (NEW, "2020-01-01", ""),
    ]
