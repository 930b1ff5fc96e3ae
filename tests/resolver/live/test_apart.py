"""Apart: what is judged ahead of an earlier judgement is what it is after it, wherever the two are apart."""

from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest

from resolver.learned import Learned
from resolver.link import link
from resolver.live.apart import are_apart
from resolver.live.engine import judge, take
from resolver.live.judgement import Judgement
from resolver.live.memory import Memory, Standing
from tests.resolver.live.stream import TERMS, of_batch
from tests.resolver.town import town

Row = dict[str, Any]

FIELDS = tuple(dict.fromkeys((*town(2, 1).drop_columns(["person"]).column_names, "household_key")))

ADA = {"given_name": "Ada", "family_name": "Quill", "birth_date": "1951-03-28", "phone": "02079460001"}
BEN = {"given_name": "Benedikt", "family_name": "Osei", "birth_date": "1988-11-02", "phone": "02079460002"}
TOM = {"given_name": "Tobias", "family_name": "Achterberg", "birth_date": "1930-06-17"}
HOME = {"address_text": "7 weaver lane", "postcode": "ZX1 4AB"}


@pytest.fixture(scope="module")
def learned() -> Learned:
    return link(town(150, 5).drop_columns(["person"])).learned


def table(rows: list[Row], like: pa.Table) -> pa.Table:
    return pa.Table.from_pylist(
        [{name: row.get(name) for name in like.schema.names} for row in rows], like.schema
    )


def told(judgement: Judgement) -> tuple[Any, ...]:
    decided = judgement.decided
    return (
        set(judgement.judged),
        set(judgement.ties),
        decided.decisions.sort_by([("left", "ascending"), ("right", "ascending")]).to_pylist(),
        (decided.new, decided.replaced, decided.reweighed, decided.looked_at),
        judgement.present,
        judgement.wanted,
        judgement.arrived,
    )


@pytest.mark.parametrize("seed", [4, 11, 12, 31])
def test_those_that_are_apart_need_no_second_look(seed: int, learned: Learned) -> None:
    records = town(90, seed).drop_columns(["person"])
    held, coming = records.slice(0, 130), records.slice(130).to_pylist()
    corrected = [{**row, "phone": None, "address_text": "1 new road"} for row in held.to_pylist()[::5]]
    stream = sorted(coming + corrected, key=lambda row: (str(row["family_name"]), str(row["given_name"])))
    memory = Memory(held, learned, of_batch(held, learned))
    apart = 0
    for one, other in pairwise(stream):
        first = judge(memory, table([one], records), TERMS)
        ahead = judge(memory, table([other], records), TERMS)
        is_apart = are_apart(memory, first, ahead)
        take(memory, first)
        if is_apart:
            apart += 1
            assert told(ahead) == told(judge(memory, table([other], records), TERMS))
    assert 3 < apart < len(stream) - 3


@pytest.mark.parametrize(
    ("one", "other", "is_apart"),
    [
        ({"key": "n1", **ADA}, {"key": "n2", **BEN}, True),
        ({"key": "n1", **ADA}, {"key": "n1", **BEN}, False),
        ({"key": "n1", **ADA}, {"key": "n2", **ADA}, False),
        ({"key": "n1", **ADA, **HOME}, {"key": "n2", **BEN, **HOME}, False),
        ({"key": "n1", **ADA, "household_key": "h"}, {"key": "n2", **BEN, "household_key": "h"}, False),
        ({"key": "known", **BEN}, {"key": "n2", **ADA, **HOME}, False),
        ({"key": "known", **BEN}, {"key": "n2", **TOM, "phone": ADA["phone"]}, False),
    ],
    ids=[
        "strangers",
        "one record",
        "one person",
        "one home",
        "one case",
        "a correction of whom the other is",
        "a correction of whom the other shares a telephone with",
    ],
)
def test_what_has_to_do_with_each_other(one: Row, other: Row, is_apart: bool, learned: Learned) -> None:
    like = pa.table({name: pa.array([], pa.string()) for name in FIELDS})
    held = table([{"source": "care", "key": "known", **ADA}], like)
    memory = Memory(
        held, learned, Standing(person={"care/known": "p1"}, since={"p1": "2020-01-01T00:00:00Z"})
    )
    first, second = (judge(memory, table([{"source": "care", **row}], like), TERMS) for row in (one, other))
    assert are_apart(memory, first, second) == is_apart
