"""Taking: a judgement that was taken and taken back leaves no trace in the memory."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa
import pytest

from graph.generation import plan
from resolver.decide import record_ids
from resolver.learned import Learned
from resolver.link import link
from resolver.live.engine import judge, take
from resolver.live.judgement import Judgement
from resolver.live.memory import Memory
from resolver.live.taking import Taken
from tests.resolver.live.stream import TERMS, Stream, of_batch
from tests.resolver.town import town

RECORDS = town(160, 29).drop_columns(["person"])
OLD = RECORDS.num_rows * 3 // 4


@pytest.fixture(scope="module")
def learned() -> Learned:
    return link(RECORDS).learned


def portions(seed: int) -> Iterator[tuple[pa.Table, list[str]]]:
    """Records that arrive, some of them corrected, and ids that are withdrawn."""
    dice = random.Random(seed)
    for start in range(OLD, RECORDS.num_rows - 3, 4):
        corrected = RECORDS.take(dice.sample(range(OLD), 2)).to_pylist()
        changed = [{**row, "phone": f"0770090{dice.randrange(10**4):04}"} for row in corrected]
        arriving = [*RECORDS.slice(start, 4).to_pylist(), *changed]
        gone = str(record_ids(RECORDS)[dice.randrange(OLD)])
        held = [row for row in arriving if f"{row['source']}/{row['key']}" != gone]
        yield pa.Table.from_pylist(held, RECORDS.schema), [gone]


def told(judgement: Judgement) -> list[Any]:
    return [
        [vars(unit) for unit in plan(judgement.present, judgement.wanted)],
        judgement.decided.decisions.to_pylist(),
        sorted(judgement.ties),
        sorted(judgement.judged),
        judgement.arrived,
    ]


def known(memory: Memory, ids: Sequence[str]) -> list[Any]:
    roster = memory.roster
    people = [roster.person(id_) for id_ in ids]
    return [
        people,
        [sorted(roster.records(person)) for person in people if person],
        [roster.since(person) for person in people if person],
        roster.retired(ids, (person for person in people if person)),
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_taken_back_leaves_no_trace(learned: Learned, seed: int) -> None:
    old = RECORDS.slice(0, OLD)
    memory = Stream(learned, old, of_batch(old, learned)).memory
    ids = record_ids(RECORDS).tolist()
    moved = 0
    for (one, gone), (other, _) in zip(portions(seed), portions(seed + 10), strict=True):
        expected, before = judge(memory, other, TERMS), known(memory, ids)
        judgement = judge(memory, one, TERMS, frozenset(gone))
        taken = Taken(memory, judgement)
        moved += known(memory, ids) != before
        taken.back()
        assert known(memory, ids) == before
        assert told(judge(memory, other, TERMS)) == told(expected)
        take(memory, judge(memory, one, TERMS, frozenset(gone)))
    assert moved > 5
