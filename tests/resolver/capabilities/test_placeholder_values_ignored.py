"""Values that stand for not knowing agree with nothing: listed ones, and words known by how they behave."""

import random

import pytest

from resolver.link import link
from tests.resolver.people import Row, table
from tests.resolver.population import Among
from tests.resolver.town import town

SAYS_NOTHING = "one of the two says nothing"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("given_name", "Baby"),
        ("given_name", "Twin One"),
        ("family_name", "Unknown"),
        ("birth_date", "1900-01-01"),
        ("birth_date", "1970-01-01"),
        ("postcode", "ZZ99 3VZ"),
        ("nhs_number", "0000000000"),
        ("address_text", "No fixed abode"),
    ],
)
def test_two_records_that_share_a_placeholder_do_not_agree(field: str, value: str) -> None:
    person: Row = {"given_name": "grace", "family_name": "pike", "birth_date": "1971-02-13", field: value}
    reasons = Among([{**person, "source": "care"}, {**person, "source": "health"}]).reasons(0, 1)
    compared = "address" if field in ("postcode", "address_text") else field
    assert reasons[compared].level == SAYS_NOTHING
    assert reasons[compared].bits == 0


def test_first_of_january_agrees_on_the_year_only() -> None:
    person: Row = {"given_name": "grace", "family_name": "pike", "birth_date": "1971-01-01"}
    reasons = Among([{**person, "source": "care"}, {**person, "source": "health"}]).reasons(0, 1)
    assert reasons["birth_date"].level == "same year of birth, one day or month not known"


def test_a_word_on_no_list_is_ignored_for_how_it_behaves_and_kept_in_the_model() -> None:
    dice = random.Random(3)
    rows = town(400, 17).to_pylist()
    rows = [{**row, "given_name": "Noworodek"} if dice.random() < 0.03 else row for row in rows]
    linkage = link(table(rows))
    assert linkage.model.skip_values == {"given_name": ("noworodek",)}
    named = [place for place, row in enumerate(rows) if row["given_name"] == "Noworodek"]
    kept = [each for each in linkage.pairs.to_pylist() if {each["left"], each["right"]} <= set(named)]
    assert not any(each["given_name"] for each in kept)
