"""A father and a son of one name at one address stay apart, discovered at once or later."""

from tests.resolver.people import Row
from tests.resolver.population import Among

HOME = {"address_text": "17 lorimer lane", "postcode": "ZX1 1DD", "phone": "+441632960888"}
NAME = {"given_name": "cornelius", "family_name": "marsh", "sex": "male"}
FATHER: Row = {**NAME, **HOME, "birth_date": "1949-06-17"}
SON: Row = {**NAME, **HOME, "birth_date": "1978-02-03"}
UNDATED: Row = {**NAME, **HOME}


def test_a_generation_apart_they_are_two_though_all_else_agrees() -> None:
    found = Among([{**FATHER, "source": "care"}, {**SON, "source": "health"}])
    assert not found.together(0, 1)
    assert found.judged(0, 1)[0] != "match"


def test_each_finds_his_own_records() -> None:
    rows = [{**who, "source": source} for who in (FATHER, SON) for source in ("care", "health", "benefits")]
    assert Among(rows).people == [0, 0, 0, 1, 1, 1]


def test_a_record_without_a_date_joins_at_most_one_of_them_and_bridges_nothing() -> None:
    rows = [{**who, "source": source} for who in (FATHER, SON) for source in ("care", "health")]
    found = Among([*rows, {**UNDATED, "source": "benefits"}]).people
    assert found[0] == found[1] != found[2] == found[3]


def test_who_was_recorded_before_the_other_was_born_is_the_father() -> None:
    claim: Row = {**UNDATED, "source": "benefits", "recorded_at": "1996-04-01"}
    child: Row = {**SON, "source": "health", "birth_date": "2016-02-03", "recorded_at": "2016-02-20"}
    assert not Among([claim, child]).together(0, 1)


def test_what_looked_like_one_comes_apart_when_the_sons_date_is_known() -> None:
    first = [{**FATHER, "source": "care"}, {**UNDATED, "source": "health"}]
    assert Among(first).together(0, 1)
    assert not Among([first[0], {**SON, "source": "health"}]).together(0, 1)


def test_a_slip_in_the_year_makes_no_son() -> None:
    assert Among(
        [{**FATHER, "source": "care"}, {**FATHER, "source": "health", "birth_date": "1959-06-17"}]
    ).together(0, 1)
