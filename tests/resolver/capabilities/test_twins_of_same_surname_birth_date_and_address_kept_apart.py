"""Twins, of one surname, date of birth and address, stay apart however much else agrees."""

import pytest

from resolver.constraints import Decisions
from tests.resolver.people import Row
from tests.resolver.population import Among
from tests.resolver.town import valid_nhs_number

SHARED = {
    "family_name": "pike",
    "birth_date": "2007-10-31",
    "sex": "female",
    "phone": "+441632960777",
    "email": "pikes@example.org",
    "address_text": "44 cordwainer close",
    "postcode": "ZX3 3CC",
}
MOTHER: Row = {**SHARED, "given_name": "henrietta", "birth_date": "1976-05-25"}


def twins(*names: str) -> list[Row]:
    return [
        {**SHARED, "source": ("care", "health")[place % 2], "given_name": name}
        for place, name in enumerate(names)
    ]


def test_two_names_are_two_people_though_all_else_agrees() -> None:
    found = Among(twins("ottilie", "cressida"))
    assert not found.together(0, 1)
    assert found.judged(0, 1)[0] != "match"


def test_every_system_has_both_and_each_finds_its_own() -> None:
    assert Among(twins("ottilie", "ottilie", "cressida", "cressida")).people == [0, 0, 1, 1]


def test_a_mother_who_matches_does_not_make_them_one() -> None:
    mothers: list[Row] = [{**MOTHER, "source": source} for source in ("care", "health")]
    found = Among([*twins("ottilie", "cressida"), *mothers])
    assert found.people == [0, 1, 2, 2]


def test_numbers_that_differ_keep_them_apart_for_good() -> None:
    numbered = [
        {**row, "nhs_number": valid_nhs_number(861_000_000 + 101 * place)}
        for place, row in enumerate(twins("ottilie", "cressida"))
    ]
    assert Among(numbered).judged(0, 1)[0] in ("no_match", "not kept")


def test_a_short_form_is_no_twin() -> None:
    assert Among(twins("elizabeth", "liz")).together(0, 1)


def test_a_reviewer_may_know_better() -> None:
    assert Among(twins("ottilie", "cressida"), decisions=Decisions(must_link=[(0, 1)])).together(0, 1)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_third_record_goes_to_its_own_twin_in_whatever_order(order: tuple[int, ...]) -> None:
    rows = twins("ottilie", "cressida", "ottilie")
    found = Among([rows[place] for place in order])
    assert found.together(order.index(0), order.index(2))
    assert not found.together(order.index(0), order.index(1))
