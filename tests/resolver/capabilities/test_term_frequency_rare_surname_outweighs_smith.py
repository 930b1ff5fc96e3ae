"""Term frequency: agreeing on a rare family name proves more than agreeing on Smith, by how rare it is."""

import pytest

from tests.resolver.people import Row
from tests.resolver.population import Among

PERSON: Row = {"given_name": "grace", "sex": "female", "birth_date": "1971-02-13"}


def pair(family: str, other: str | None = None) -> Among:
    names = (family, family if other is None else other)
    first, second = ({**PERSON, "family_name": name} for name in names)
    return Among([{**first, "source": "care"}, {**second, "source": "health"}])


def family_bits(among: Among) -> float:
    return among.reasons(0, 1)["family_name"].bits


def test_a_rare_family_name_outweighs_smith() -> None:
    assert family_bits(pair("Zglinski")) > family_bits(pair("Smith")) + 3


def test_a_slip_in_a_rare_name_outweighs_a_slip_in_smith() -> None:
    assert family_bits(pair("Zglinski", "Zglinsky")) > family_bits(pair("Smith", "Smiht")) + 1


@pytest.mark.parametrize("family", ["Zglinski", "Smith"])
def test_the_parts_still_add_up(family: str) -> None:
    among = pair(family)
    kept = among.linkage.pairs.to_pylist()
    told = next(each["weight"] for each in kept if {each["left"], each["right"]} == {0, 1})
    assert among.weight(0, 1) == pytest.approx(told, abs=1e-3)
