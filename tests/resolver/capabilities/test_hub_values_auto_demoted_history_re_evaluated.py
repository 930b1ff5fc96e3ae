"""A telephone that many people come to share stops joining them, and what it joined before comes apart."""

from resolver.settings import default_settings
from tests.resolver.people import Row
from tests.resolver.population import Among

PHONE: Row = {"phone": "+441632960999"}
NAMES = ("otto", "bruno", "cyril", "dora", "efua", "finn", "gita", "hugo")
NAME: Row = {"given_name": "mary", "family_name": "smith"}
PAIR: list[Row] = [
    {**PHONE, "source": "care", **NAME, "address_text": "7 tinker row", "postcode": "ZX5 5AA"},
    {**PHONE, "source": "health", **NAME, "address_text": "81 cooper yard", "postcode": "QW8 8BB"},
]


def others(count: int) -> list[Row]:
    """So many further people with that telephone."""
    return [
        {**PHONE, "source": "benefits", "given_name": name, "family_name": f"{name}son"}
        for name in NAMES[:count]
    ]


def test_a_value_of_many_people_says_nothing() -> None:
    assert Among([*PAIR, *others(7)]).reasons(0, 1)["phone"].bits == 0
    assert Among(PAIR).reasons(0, 1)["phone"].bits > 5


def test_a_family_that_shares_a_telephone_is_no_hub() -> None:
    assert Among([*PAIR, *others(default_settings().hub_people - 2)]).reasons(0, 1)["phone"].bits > 5


def test_what_it_joined_comes_apart_when_it_has_become_a_hub() -> None:
    """One common name and one telephone: one person, until the telephone turns out to be a hostel's."""
    assert Among(PAIR).together(0, 1)
    assert not Among([*PAIR, *others(7)]).together(0, 1)


def test_it_joins_again_when_it_is_no_longer_one() -> None:
    crowd = [*PAIR, *others(7)]
    assert not Among(crowd).together(0, 1)
    assert Among(crowd[:3]).together(0, 1)
