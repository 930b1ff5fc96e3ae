"""Records that arrive shuffled, in portions, corrected and taken back give the people of one batch."""

import random
from collections.abc import Iterator
from functools import cache

import pyarrow as pa
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from resolver.constraints import Decisions
from resolver.decide import record_ids
from resolver.learned import Learned
from resolver.link import link
from resolver.live.memory import Standing
from tests.resolver.live.stream import People, Stream, batch_people
from tests.resolver.town import town

RECORDS = town(70, 11).drop_columns(["person"])
IDS = [str(id_) for id_ in record_ids(RECORDS)]


@cache
def learned() -> Learned:
    return link(RECORDS).learned


@cache
def in_one_batch() -> People:
    people = batch_people(RECORDS, learned())
    assert len(people) < 0.8 * len(IDS)
    return people


def portions(dice: random.Random, count: int) -> Iterator[list[int]]:
    """All rows, shuffled and cut anywhere."""
    rows = list(range(count))
    dice.shuffle(rows)
    while rows:
        size = dice.choice((1, 3, 8, 20, 60))
        yield rows[:size]
        rows = rows[size:]


@settings(max_examples=3, phases=[Phase.explicit, Phase.generate])
@given(st.integers(0, 10**9))
def test_any_order_gives_what_the_batch_gives(seed: int) -> None:
    stream = Stream(learned(), RECORDS.slice(0, 0))
    for rows in portions(random.Random(seed), len(IDS)):
        stream.arrive(RECORDS.take(rows))
    assert stream.people(IDS) == in_one_batch()


@settings(max_examples=3, phases=[Phase.explicit, Phase.generate])
@given(st.integers(0, 10**9))
def test_so_do_corrections_and_withdrawals(seed: int) -> None:
    dice = random.Random(seed)
    wrong = _mixed_up(RECORDS, dice)
    stream = Stream(learned(), RECORDS.slice(0, 0))
    gone: set[str] = set()
    for rows in portions(dice, len(IDS)):
        stream.arrive(wrong.take(rows))
        back = {id_ for id_ in IDS if stream.memory.roster.person(id_) and dice.random() < 0.03}
        if back:
            stream.arrive(RECORDS.slice(0, 0), back)
        gone |= back
    again = [row for row, id_ in enumerate(IDS) if id_ in gone and dice.random() < 0.5]
    mended = dice.sample(range(len(IDS)), len(IDS))
    for start in range(0, len(mended), 20):
        rows = [row for row in mended[start : start + 20] if IDS[row] not in gone or row in again]
        stream.arrive(RECORDS.take(rows))
    left = [row for row, id_ in enumerate(IDS) if id_ not in gone or row in again]
    assert stream.people(IDS[row] for row in left) == batch_people(RECORDS.take(left), learned())


def test_so_it_is_with_what_reviewers_settled() -> None:
    dice = random.Random(5)
    pairs = [sorted(dice.sample(range(len(IDS)), 2)) for _ in range(12)]
    must, cannot = ([(one, other) for one, other in part] for part in (pairs[:6], pairs[6:]))
    reviewed = {
        (min(IDS[one], IDS[other]), max(IDS[one], IDS[other])): said
        for said, part in (("match", must), ("no_match", cannot))
        for one, other in part
    }
    stream = Stream(learned(), RECORDS.slice(0, 0), Standing(reviewed=reviewed))
    for rows in portions(dice, len(IDS)):
        stream.arrive(RECORDS.take(rows))
    decisions = Decisions(must_link=must, cannot_link=cannot)
    assert stream.people(IDS) == batch_people(RECORDS, learned(), decisions)


def _mixed_up(records: pa.Table, dice: random.Random) -> pa.Table:
    """The records, some with the names, birth date and address of another."""
    rows = records.to_pylist()
    for row in dice.sample(rows, len(rows) // 4):
        other = dice.choice(rows)
        fields = ("given_name", "family_name", "birth_date", "nhs_number", "address_text", "postcode")
        row |= {name: other[name] for name in fields}
    return pa.Table.from_pylist(rows, schema=records.schema)
