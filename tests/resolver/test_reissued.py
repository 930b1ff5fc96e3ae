"""Reissued: only where all else agrees by far, the date of birth too; nothing where nothing can be said."""

import pytest

from resolver.link import link
from resolver.settings import default_settings
from tests.resolver.people import Row, table
from tests.resolver.population import Among
from tests.resolver.town import valid_nhs_number

WOMAN: Row = {
    "given_name": "rosalind",
    "family_name": "keller",
    "birth_date": "1990-09-09",
    "sex": "female",
    "address_text": "2 draper fold",
    "postcode": "ZX2 9AA",
    "phone": "+441632960555",
}
NUMBERS = [valid_nhs_number(877_000_000 + 1009 * place) for place in range(8)]
OTHERS: tuple[Row, ...] = (
    {},
    {"postcode": "ZX9 1GG", "address_text": "70 elder bank"},
    {"given_name": "wilfred", "sex": "male"},
    {"birth_date": "1991-10-09"},
)


@pytest.fixture(scope="module")
def found() -> Among:
    """One record, and after it one for each way of differing, each with a number of its own."""
    rows = [{**WOMAN, "source": "health", "nhs_number": NUMBERS[0]}]
    rows += [
        {**WOMAN, **other, "source": "care", "nhs_number": NUMBERS[place]}
        for place, other in enumerate(OTHERS, start=1)
    ]
    return Among(rows)


@pytest.mark.parametrize(("place", "may_be"), [(1, True), (2, True), (3, False), (4, False)])
def test_the_rest_must_agree_by_far(found: Among, place: int, may_be: bool) -> None:
    judgement, caveat = found.judged(0, place)
    assert (judgement == "unsure" and "issued anew" in str(caveat)) == may_be
    assert not found.together(0, place)


def test_without_a_date_of_birth_nothing_is_taken_for_issued_anew() -> None:
    rows = [{"given_name": "Ada", "nhs_number": number} for number in NUMBERS]
    assert "unsure" not in link(table(rows)).pairs["judgement"].to_pylist()


def test_a_number_that_is_verified_but_not_compared_still_keeps_apart() -> None:
    settings = default_settings()
    compared = tuple(each for each in settings.comparisons if each.name != "nhs_number")
    rows = [
        {**WOMAN, "source": source, "nhs_number": NUMBERS[place]}
        for place, source in enumerate(("care", "health"))
    ]
    found = Among(rows, settings.model_copy(update={"comparisons": compared}))
    assert not found.together(0, 1)
    assert found.judged(0, 1)[0] == "unsure"
