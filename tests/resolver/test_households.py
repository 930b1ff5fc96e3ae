"""Households: together at one dwelling, never in an institution, at most one at a time."""

from hypothesis import given
from hypothesis import strategies as st

from resolver.households import CROWD, crowded_places, households_of
from resolver.stays import Stay


def _stay(person: int, place: int, since: str, until: str = "") -> Stay:
    return Stay(person, place, since, until, since, until or since)


def test_people_at_one_dwelling_at_one_time_are_a_household() -> None:
    stays = [
        _stay(0, 1, "2010-01-01"),
        _stay(1, 1, "2012-01-01", "2020-01-01"),
        _stay(2, 1, "2000-01-01", "2005-01-01"),
        _stay(3, 2, "2010-01-01"),
    ]
    former, present, other = households_of(stays, ())
    assert ({stay.person for stay in former.stays}, former.until) == ({2}, "2005-01-01")
    assert ({stay.person for stay in present.stays}, present.since, present.until) == (
        {0, 1},
        "2010-01-01",
        "",
    )
    assert present.present == {0}
    assert other.present == {3}


def test_institutions_have_no_household() -> None:
    assert households_of([_stay(0, 1, "2010-01-01")], {1}) == []


def test_a_crowd_of_unrelated_people_makes_an_institution() -> None:
    stays = [_stay(person, 1, "2010-01-01") for person in range(CROWD + 1)]
    strangers = {person: f"name {person}" for person in range(CROWD + 1)}
    assert crowded_places(stays, strangers) == {1}
    assert crowded_places(stays[:-1], strangers) == frozenset()
    assert crowded_places(stays, dict.fromkeys(range(CROWD + 1), "Ashdown")) == frozenset()


def test_unrelated_people_who_come_one_after_another_make_an_institution() -> None:
    months = range(1, CROWD + 2)
    strangers = {person: f"name {person}" for person in months}
    stays = [_stay(n, 1, f"2020-{n:02d}-01", f"2020-{n:02d}-20") for n in months]
    assert crowded_places(stays, strangers) == {1}
    assert crowded_places(stays, dict.fromkeys(strangers, "Ashdown")) == frozenset()
    over_years = [_stay(n, 1, f"{2000 + n}-01-01", f"{2000 + n}-12-01") for n in months]
    assert crowded_places(over_years, strangers) == frozenset()
    on_one_day = [_stay(n, 1, "2020-01-01", "2020-06-01") for n in months]
    assert crowded_places(on_one_day, strangers) == frozenset()


days = st.integers(2000, 2020).map(lambda year: f"{year}-01-01")
spans = st.tuples(st.integers(0, 8), st.integers(0, 2), days, st.none() | st.integers(0, 9))


def _drawn(person: int, place: int, since: str, years: int | None) -> Stay:
    until = "" if years is None else f"{int(since[:4]) + years}-01-01"
    return _stay(person, place, since, until)


@given(st.lists(spans, max_size=12), st.sets(st.integers(0, 2)))
def test_every_stay_at_a_dwelling_is_in_one_household(
    drawn: list[tuple[int, int, str, int | None]], institutions: set[int]
) -> None:
    stays = [_drawn(*each) for each in drawn]
    found = [stay for household in households_of(stays, institutions) for stay in household.stays]
    expected = [stay for stay in stays if stay.place not in institutions and stay.has_length]
    assert sorted(map(str, found)) == sorted(map(str, expected))
