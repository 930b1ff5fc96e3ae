"""What two records agree or differ on says less the more time lies between them; the explanation tells so."""

import pytest

from tests.resolver.people import Row
from tests.resolver.population import Among

PERSON: Row = {"given_name": "ottilie", "family_name": "pike", "birth_date": "1979-08-23"}
HERE: Row = {"address_text": "7 tinker row", "postcode": "ZX5 5AA", "phone": "+447700912345"}
THERE: Row = {"address_text": "81 cooper yard", "postcode": "QW8 8BB", "phone": "+447700956789"}
CHANGING = ("address", "phone")


def recorded(second: Row, day: str | None) -> Among:
    """A record of June 2010, and one of `day`."""
    first: Row = {**PERSON, **HERE, "source": "care", "recorded_at": "2010-06-10"}
    return Among([first, {**PERSON, **second, "source": "health", "recorded_at": day}])


def bits(second: Row, day: str | None) -> dict[str, float]:
    reasons = recorded(second, day).reasons(0, 1)
    return {name: reasons[name].bits for name in CHANGING}


@pytest.mark.parametrize("second", [HERE, THERE], ids=["agreement", "difference"])
def test_ten_years_apart_says_less_than_the_same_month(second: Row) -> None:
    now, later, long_after = (bits(second, day) for day in ("2010-06-20", "2014-06-20", "2020-06-20"))
    for name in CHANGING:
        assert abs(long_after[name]) <= abs(later[name]) < abs(now[name])
        assert now[name] * long_after[name] >= 0


def test_it_makes_no_difference_which_came_first() -> None:
    among = Among(
        [
            {**PERSON, **THERE, "source": "care", "recorded_at": "2020-06-20"},
            {**PERSON, **HERE, "source": "health", "recorded_at": "2010-06-10"},
        ]
    )
    for name in CHANGING:
        assert among.reasons(0, 1)[name].bits == pytest.approx(bits(THERE, "2020-06-20")[name], abs=0.3)


def test_where_a_day_is_not_known_no_time_counts() -> None:
    assert bits(THERE, None) == pytest.approx(bits(THERE, "2010-06-20"), abs=0.3)


def test_what_does_not_change_does_not_fade() -> None:
    now, then = (recorded(HERE, day).reasons(0, 1)["birth_date"] for day in ("2010-06-20", "2020-06-20"))
    assert now.level == then.level == "same date of birth"
    assert now.bits == pytest.approx(then.bits, abs=0.3)


def test_the_explanation_tells_the_time_and_adds_up() -> None:
    among = recorded(HERE, "2020-06-20")
    assert among.reasons(0, 1)["address"].level == "same home, recorded eight years apart or more"
    pair = next(each for each in among.linkage.pairs.to_pylist() if {each["left"], each["right"]} == {0, 1})
    assert among.weight(0, 1) == pytest.approx(pair["weight"], abs=1e-3)
