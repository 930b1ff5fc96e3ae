"""Verified numbers that differ keep records apart, through others too; one issued anew goes to review."""

import pytest

from resolver.constraints import Decisions
from tests.resolver.people import Row
from tests.resolver.population import Among
from tests.resolver.town import valid_nhs_number

MAN = {"given_name": "anselm", "family_name": "frost", "birth_date": "1958-02-27", "sex": "male"}
HOME = {"address_text": "3 glover row", "postcode": "ZX2 2BB"}
ONE, OTHER = valid_nhs_number(812_000_000), valid_nhs_number(912_555_000)
SOURCES = ("health", "care", "benefits")


def records(*changes: Row) -> list[Row]:
    return [{"source": source, **MAN, **HOME, **each} for source, each in zip(SOURCES, changes, strict=False)]


def test_two_numbers_are_never_in_one_person_even_through_a_record_without_one() -> None:
    found = Among(records({"nhs_number": ONE}, {}, {"nhs_number": OTHER}))
    assert found.people[0] != found.people[2]
    assert found.people[1] in (found.people[0], found.people[2])


def test_a_number_that_may_have_been_issued_anew_goes_to_review() -> None:
    found = Among(records({"nhs_number": ONE}, {"nhs_number": OTHER}))
    assert not found.together(0, 1)
    judgement, caveat = found.judged(0, 1)
    assert judgement == "unsure"
    assert caveat is not None
    assert "issued anew" in caveat


def test_the_reason_is_in_the_explanation_and_weighs_nothing() -> None:
    found = Among(records({"nhs_number": ONE}, {"nhs_number": OTHER}))
    pairs = found.linkage.pairs.to_pylist()
    place = next(number for number, pair in enumerate(pairs) if {pair["left"], pair["right"]} == {0, 1})
    reasons = found.linkage.explain(place)
    assert (reasons[-1].comparison, reasons[-1].bits) == ("caveat", 0.0)
    assert sum(reason.bits for reason in reasons) == pytest.approx(pairs[place]["weight"], abs=1e-3)


@pytest.mark.parametrize(
    "change",
    [{"birth_date": "1958-03-27"}, {"given_name": "cuthbert"}, {"birth_date": None, "family_name": "marsh"}],
    ids=["another date of birth", "another name", "no date of birth"],
)
def test_where_not_all_else_agrees_it_is_no_match(change: Row) -> None:
    found = Among(records({"nhs_number": ONE}, {"nhs_number": OTHER, **change}))
    assert not found.together(0, 1)
    assert found.judged(0, 1)[0] in ("no_match", "not kept")


def test_a_reviewer_who_knows_of_the_new_number_joins_them_and_it_holds() -> None:
    rows = records({"nhs_number": ONE}, {"nhs_number": OTHER}, {})
    found = Among(rows, decisions=Decisions(must_link=[(0, 1)]))
    assert found.together(0, 1, 2)
    assert found.judged(0, 1) == ("match", None)
