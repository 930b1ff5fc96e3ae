"""Names: enough of them, unequally common, passed on by custom."""

import random
from collections import Counter

import pytest

from borough.names import SEXES, Community, Weighted, communities, feminine, nicknames, spellings


def test_shares_make_a_whole() -> None:
    assert sum(each.share for each in communities()) == pytest.approx(1.0)


@pytest.mark.parametrize("community", communities(), ids=lambda each: each.name)
def test_a_community_has_names_enough(community: Community) -> None:
    assert len(community.surnames.values) >= 50
    given = {name for weighted in community.given_names.values() for name in weighted.values}
    assert len(given) >= 90


def test_big_communities_have_hundreds_of_surnames() -> None:
    british = next(each for each in communities() if each.name == "british")
    assert len(british.surnames.values) > 250


def test_common_names_are_far_more_common() -> None:
    dice = random.Random(1)
    pakistani = next(each for each in communities() if each.name == "pakistani")
    drawn = Counter(pakistani.family(dice) for _ in range(4_000))
    assert drawn["Khan"] > 8 * drawn["Habib"]


def test_a_factor_multiplies_a_weight() -> None:
    weighted = Weighted.by_rank("One*3 Two", 0.0)
    assert weighted.cumulative == (3.0, 4.0)


@pytest.mark.parametrize(
    ("masculine", "expected"), [("Kowalski", "Kowalska"), ("Ivanov", "Ivanova"), ("Nowak", "Nowak")]
)
def test_endings_follow_sex(masculine: str, expected: str) -> None:
    assert feminine(masculine) == expected


def test_a_man_never_bears_a_name_of_women() -> None:
    dice = random.Random(2)
    sikh = next(each for each in communities() if each.name == "sikh")
    assert {sikh.family_for(dice, "male", "Gill") for _ in range(50)} == {"Gill"}
    assert "Kaur" in {sikh.family_for(dice, "female", "Gill") for _ in range(50)}


def test_given_names_follow_the_times() -> None:
    british = next(each for each in communities() if each.name == "british")
    old, young = (
        {british.given(random.Random(at), sex, year) for at in range(200) for sex in SEXES}
        for year in (1940, 2015)
    )
    assert len(old & young) < len(old) / 2


def test_familiar_forms_and_spellings_differ_from_their_names() -> None:
    assert all(name not in forms for name, forms in nicknames().items())
    assert all(name not in others and others for name, others in spellings().items())
