"""Who married or moved is found by any name or address that was once recorded."""

from tests.resolver.people import Row
from tests.resolver.population import Among

HERE: Row = {"address_text": "7 tinker row", "postcode": "ZX5 5AA"}
THERE: Row = {"address_text": "81 cooper yard", "postcode": "ZX8 8BB"}
WOMAN: Row = {"given_name": "ottilie", "sex": "female", "birth_date": "1979-08-23"}


def test_a_name_before_marriage_that_one_record_holds_matches() -> None:
    among = Among(
        [
            {**WOMAN, **HERE, "source": "care", "family_name": "pike"},
            {**WOMAN, **THERE, "source": "health", "family_name": "frost", "former_name": "pike"},
        ]
    )
    assert among.reasons(0, 1)["family_name"].level == "the family name of one is a former name of the other"
    assert among.together(0, 1)


def test_two_former_names_match() -> None:
    among = Among(
        [
            {**WOMAN, "source": "care", "family_name": "marsh", "former_name": "pike"},
            {**WOMAN, "source": "health", "family_name": "frost", "former_name": "pike"},
        ]
    )
    assert among.together(0, 1)


def test_who_moved_is_found_through_a_record_of_the_old_house() -> None:
    phone: Row = {"phone": "+447700912345"}
    undated: Row = {**WOMAN, "birth_date": None, "family_name": "larkin"}
    rows: list[Row] = [
        {**undated, **HERE, "source": "benefits"},
        {**undated, **HERE, **phone, "source": "care", "birth_date": WOMAN["birth_date"]},
        {**undated, **THERE, **phone, "source": "health", "birth_date": WOMAN["birth_date"]},
    ]
    assert Among(rows).together(0, 1, 2)


def test_married_and_moved_at_once_is_found_by_all_else() -> None:
    kept: Row = {"email": "ottilie79@example.org", "phone": "+447700912345"}
    among = Among(
        [
            {**WOMAN, **HERE, **kept, "source": "care", "family_name": "pike"},
            {**WOMAN, **THERE, **kept, "source": "health", "family_name": "frost"},
        ]
    )
    assert among.together(0, 1)
