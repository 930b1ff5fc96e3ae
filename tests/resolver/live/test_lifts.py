"""Lifts: leaving out companions who have no say changes nothing that is told, and nobody's person."""

import random
from typing import Any
from unittest.mock import patch

import pyarrow as pa
import pytest

from graph.generation import plan
from resolver.decide import record_ids
from resolver.learned import Learned
from resolver.link import link
from resolver.live.judgement import Judgement
from resolver.live.lifts import Lifts
from tests.resolver.live.stream import Stream, of_batch
from tests.resolver.town import town

RECORDS = town(160, 23).drop_columns(["person"])
OLD = RECORDS.num_rows * 3 // 4


@pytest.fixture(scope="module")
def learned() -> Learned:
    return link(RECORDS).learned


def judgements(learned: Learned, seed: int, size: int) -> list[Judgement]:
    """Of records that arrive in portions, some corrected and some withdrawn in between."""
    dice = random.Random(seed)
    rows = list(range(RECORDS.num_rows))
    dice.shuffle(rows)
    old = RECORDS.take(rows[:OLD])
    stream = Stream(learned, old, of_batch(old, learned))
    found = []
    for start in range(OLD, len(rows), size):
        found.append(stream.arrive(RECORDS.take([*rows[start : start + size], *dice.sample(rows[:OLD], 1)])))
        found.append(stream.arrive(RECORDS.slice(0, 0), [str(record_ids(RECORDS)[dice.choice(rows[:OLD])])]))
    return found


def changes(judgement: Judgement) -> list[Any]:
    return [vars(unit) for unit in plan(judgement.present, judgement.wanted)]


def decided(judgement: Judgement) -> dict[tuple[str, str], tuple[str, float]]:
    rows = judgement.decided.decisions.to_pylist()
    return {(row["left"], row["right"]): (row["judgement"], round(row["weight"], 4)) for row in rows}


@pytest.mark.parametrize("size", [1, 7])
def test_nothing_else_comes_of_it(learned: Learned, size: int) -> None:
    some = judgements(learned, size, size)
    with patch.object(Lifts, "_stirs", return_value=True):
        everybody = judgements(learned, size, size)
    stands: dict[tuple[str, str], tuple[str, float]] = {}
    for few, all_ in zip(some, everybody, strict=True):
        assert changes(few) == changes(all_)
        assert few.arrived == all_.arrived
        told, known = decided(few), decided(all_)
        assert told.items() <= known.items()
        assert all(stands.get(pair, said) == said for pair, said in known.items() if pair not in told)
        stands |= known


def test_whoever_moves_in_and_is_nobody_known_is_judged_alone(learned: Learned) -> None:
    known = RECORDS.to_pylist()[0]
    lodger = {
        "source": known["source"],
        "key": "lodger",
        "given_name": "Zebedee",
        "family_name": "Umarov",
        "birth_date": "1931-02-03",
        "address_text": known["address_text"],
        "postcode": known["postcode"],
    }
    arrivals = pa.Table.from_pylist([lodger], schema=RECORDS.schema)
    alone = Stream(learned, RECORDS, of_batch(RECORDS, learned)).arrive(arrivals)
    assert set(alone.judged) == set(alone.moving) == {f"{known['source']}/lodger"}
    with patch.object(Lifts, "_stirs", return_value=True):
        among = Stream(learned, RECORDS, of_batch(RECORDS, learned)).arrive(arrivals)
    assert len(among.judged) > 1
    assert among.arrived == alone.arrived


def test_somebody_is_lifted_by_companions() -> None:
    """Else these tests would show nothing."""
    (companions,) = (part for part in link(RECORDS).parts() if part.comparison == "companions")
    assert (companions.levels > 0).sum() > 50
