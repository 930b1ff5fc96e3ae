"""Registers: nobody is recorded before being known, and lags are as described."""

import random
from collections.abc import Iterator
from statistics import median

import pytest

from borough import chance
from borough.calendar import CUT_DAY
from borough.casework import Casework
from borough.lives import live
from borough.make import record
from borough.registry import lag, recorded
from borough.services import System


@pytest.fixture(scope="module")
def caseworks() -> list[Casework]:
    return record(live(1_500, 2), 2)


def _episode_lags(caseworks: list[Casework]) -> Iterator[int]:
    for casework in caseworks:
        yield from (each.recorded - each.start for each in casework.episodes)


def test_no_episode_is_recorded_before_its_person(caseworks: list[Casework]) -> None:
    for casework in caseworks:
        since = {each.key: each.recorded for each in casework.dossiers}
        assert all(since[each.key] <= each.recorded for each in casework.episodes)


def test_recording_is_late_but_never_early_nor_after_the_cut(caseworks: list[Casework]) -> None:
    lags = list(_episode_lags(caseworks))
    assert min(lags) >= 0
    assert median(lags) <= 5
    assert max(lags) > 60
    assert all(each.recorded <= CUT_DAY for casework in caseworks for each in casework.episodes)


def test_relations_join_rows_of_the_same_system(caseworks: list[Casework]) -> None:
    children = next(each for each in caseworks if each.system is System.CHILDREN)
    keys = {each.key for each in children.dossiers}
    assert children.relations
    assert all({each.key, each.other} <= keys for each in children.relations)
    assert {each.relation for each in children.relations} == {"parent", "sibling"}


def test_those_who_claim_together_share_a_reference(caseworks: list[Casework]) -> None:
    benefits = next(each for each in caseworks if each.system is System.BENEFITS)
    sizes: dict[str, int] = {}
    for each in benefits.dossiers:
        assert each.key.startswith(f"{each.group}|")
        sizes[each.group] = sizes.get(each.group, 0) + 1
    assert max(sizes.values()) >= 4


def test_an_outcome_follows_help_that_ended(caseworks: list[Casework]) -> None:
    for casework in caseworks:
        ended = sum(each.end is not None for each in casework.help)
        assert len(casework.outcomes) == ended


def test_most_lags_are_of_days() -> None:
    dice = random.Random(1)
    drawn = sorted(lag(dice) for _ in range(2_000))
    assert drawn[1_000] <= 4
    assert drawn[-20] > 60


def test_recording_stops_at_the_cut() -> None:
    assert recorded(CUT_DAY - 1, 30) == CUT_DAY


def test_streams_of_chance_are_apart() -> None:
    assert chance.dice(1, "one").random() != chance.dice(1, "other").random()
    assert chance.numbers(1, "one").random() == chance.numbers(1, "one").random()
