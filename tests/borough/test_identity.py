"""Identifiers have the form of real ones, and no two people share an NHS number."""

import random

import pytest
from stdnum.gb import nhs

from borough.identity import check_digit, identities
from borough.population import populate


@pytest.mark.parametrize(("nine", "digit"), [("943476591", 9), ("401023213", 7)])
def test_check_digits(nine: str, digit: int) -> None:
    assert check_digit(nine) == digit


def test_numbers_are_valid_and_unlike() -> None:
    world = populate(1_000, random.Random(1))
    made = identities(world.people, random.Random(2))
    assert all(nhs.is_valid(number) and number.startswith("999") for number in made.nhs_number)
    assert len(set(made.nhs_number)) == world.people.count


def test_children_have_their_mothers_telephone() -> None:
    world = populate(1_000, random.Random(1))
    made = identities(world.people, random.Random(2))
    assert sum(made.phone.count(each) > 1 for each in set(made.phone)) > 50
    assert all(not email or email.split("@")[1].startswith("example.") for email in made.email)


def test_no_two_people_have_one_email() -> None:
    world = populate(1_000, random.Random(1))
    given = [each for each in identities(world.people, random.Random(2)).email if each]
    assert len(given) == len(set(given)) > 400
