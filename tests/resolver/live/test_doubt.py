"""Doubt: one pair in the review band is outweighed by the other records of that person."""

from math import inf

import pytest

from graph.generation import Links
from resolver.decide import record_ids
from resolver.learned import Learned
from resolver.link import link
from resolver.live.doubt import Doubt
from resolver.live.memory import Memory, Standing
from tests.resolver.town import town

RECORDS = town(60, 5).drop_columns(["person"]).slice(0, 6)
IDS = [str(id_) for id_ in record_ids(RECORDS)]
OTHER = dict.fromkeys(IDS[:4], "p-other") | dict.fromkeys(IDS[4:], "p-third")

NO_OTHER: dict[int, float] = {}
CASES = [
    ("one pair in the band, and nothing else", {IDS[0]: -4.0}, NO_OTHER, True),
    ("it weighs in the pair itself what companions added", {IDS[0]: -4.0}, {0: -9.0}, True),
    ("two others cannot come near", {IDS[0]: -1.0}, {0: -1.0, 1: -inf, 2: -inf}, False),
    ("a contradiction counts three bits and no more", {IDS[0]: -1.0}, {0: -1.0, 1: -40.0}, True),
    ("what a third person's records say is nothing", {IDS[0]: -1.0}, {0: -1.0, 4: -inf, 5: -inf}, True),
    (
        "the more there are against it, the more it takes",
        {IDS[0]: -4.0, IDS[1]: 3.0},
        {0: -4.0, 1: 3.0, 2: -inf, 3: -inf},
        False,
    ),
    ("a match by itself", {IDS[0]: 5.0}, {0: 5.0, 1: -inf, 2: -inf, 3: -inf}, True),
]


@pytest.fixture(scope="module")
def learned() -> Learned:
    return link(town(60, 5).drop_columns(["person"])).learned


@pytest.mark.parametrize(
    ("told", "beside", "is_left"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_all_records_say_together(
    learned: Learned, told: dict[str, float], beside: dict[int, float], is_left: bool
) -> None:
    memory = Memory(RECORDS, learned, Standing(person=OTHER, since=dict.fromkeys(OTHER.values(), "2020")))
    doubt = Doubt(memory, {"care/new": beside}, Links())
    assert doubt.is_left("care/new", "p-other", told) is is_left


def test_records_are_whose_they_will_be(learned: Learned) -> None:
    memory = Memory(RECORDS, learned, Standing(person=OTHER, since=dict.fromkeys(OTHER.values(), "2020")))
    beside = {"care/new": {0: -1.0, 1: -inf, 2: -inf}}
    moved = dict.fromkeys(IDS[1:3], "p-third")
    assert not Doubt(memory, beside, Links()).is_left("care/new", "p-other", {IDS[0]: -1.0})
    assert Doubt(memory, beside, Links(moved)).is_left("care/new", "p-other", {IDS[0]: -1.0})
