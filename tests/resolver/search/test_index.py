import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolver.errors import QueryError
from resolver.search.audience import Audience
from resolver.search.index import SearchIndex, record_ids
from resolver.search.line import read_line
from tests.resolver.people import table
from tests.resolver.search.small import TODAY, found, index_of, townspeople

QUERIES = (
    "mary smth",
    "kahn about 40 mill lane",
    "liz okafor zx3",
    "12 church street",
    "john 1950s ending 001",
    "nowack 12/03/1984",
    "green park",
    "m wood 8 august",
)
SETTLE = settings(max_examples=15)


def answers(index: SearchIndex) -> list[object]:
    return [found(index, text, 20) for text in QUERIES]


def whole() -> list[object]:
    return answers(index_of(*townspeople()))


@SETTLE
@given(st.randoms(use_true_random=False), st.integers(1, 9))
def test_any_order_in_any_portions_gives_the_same_answers(dice: random.Random, portions: int) -> None:
    records, persons = townspeople()
    order = list(range(records.num_rows))
    dice.shuffle(order)
    cuts = sorted(dice.randrange(records.num_rows) for _ in range(portions - 1))
    index = SearchIndex()
    for rows in np.split(np.array(order), cuts):
        index.add(records.take(rows), [persons[row] for row in rows])
    assert answers(index) == whole()


@SETTLE
@given(st.randoms(use_true_random=False))
def test_removing_undoes_adding(dice: random.Random) -> None:
    records, persons = townspeople()
    index = index_of(records, persons)
    extra = table([{"source": "x", "given_name": "Mary", "family_name": "Smth", "birth_date": "1952"}] * 1)
    index.add(extra, ["new"])
    assert found(index, "mary smth")[0].person == "new"
    gone = dice.sample(range(records.num_rows), dice.randrange(1, records.num_rows))
    taken = records.take(gone)
    index.remove([*record_ids(taken), *record_ids(extra), "never/held"])
    assert len(index) == records.num_rows - len(gone)
    index.add(taken, [persons[row] for row in gone])
    assert answers(index) == whole()


def test_one_record_at_a_time_gives_the_same_answers() -> None:
    records, persons = townspeople()
    index = SearchIndex()
    for row, person in enumerate(persons):
        index.add(records.slice(row, 1), [person])
    assert answers(index) == whole()


def test_a_record_added_again_replaces_what_it_said() -> None:
    records, persons = townspeople()
    index = index_of(records, ["someone else"] * len(persons))
    index.add(records, persons)
    assert len(index) == records.num_rows
    assert answers(index) == whole()


@SETTLE
@given(st.text("abcdefghijklmnorstuvwyz 0123456789-/,", min_size=1, max_size=40))
def test_explanation_adds_up_for_any_line(text: str) -> None:
    try:
        hits = found(index_of(*townspeople()), text)
    except QueryError:
        return
    for hit in hits:
        assert hit.bits == pytest.approx(sum(part.bits for part in hit.parts))
        assert hit.bits > 0
        assert all(part.value and part.record for part in hit.parts if part.field)
        assert all(not part.field or part.one_in >= 1 for part in hit.parts)
    assert [hit.bits for hit in hits] == sorted((hit.bits for hit in hits), reverse=True)


def test_equals_come_in_the_order_of_their_ids() -> None:
    same = [{"given_name": "Ada", "family_name": "Byron"}] * 5
    others = [{"given_name": "Joe", "family_name": "Cole"}] * 20
    persons = ["p4", "p1", "p3", "p0", "p2", *(f"q{number}" for number in range(20))]
    hits = found(index_of(table([*same, *others]), persons), "ada byron", 3)
    assert [hit.person for hit in hits] == ["p0", "p1", "p2"]


def test_people_who_are_not_allowed_influence_nothing() -> None:
    records, persons = townspeople()
    index = index_of(records, persons)
    audience = Audience(lambda person: not person.endswith(("1", "4", "7")))
    seen = pa.array([not person.endswith(("1", "4", "7")) for person in persons])
    alone = index_of(records.filter(seen), [each for each in persons if not each.endswith(("1", "4", "7"))])
    assert search_all(index, audience) == answers(alone)


def test_an_audience_hears_of_people_who_came_later() -> None:
    records, persons = townspeople()
    index = index_of(records, persons)
    audience = Audience(lambda person: person != "hidden")
    before = search_all(index, audience)
    index.add(table([{"source": "x", "given_name": "Mary", "family_name": "Smth"}]), ["hidden"])
    assert search_all(index, audience) == before
    index.add(table([{"source": "y", "given_name": "Mary", "family_name": "Smth"}]), ["shown"])
    assert search_all(index, audience) != before


def search_all(index: SearchIndex, audience: Audience) -> list[object]:
    return [index.search(read_line(text, TODAY), 20, audience) for text in QUERIES]


def test_what_is_gone_takes_no_place_for_ever() -> None:
    records, persons = townspeople()
    index = index_of(records, persons)
    half = records.num_rows * 2 // 3
    index.remove(record_ids(records.slice(0, half)))
    index.add(records.slice(0, 1), persons[:1])
    rest = records.slice(half)
    kept = index_of(pa.concat_tables([records.slice(0, 1), rest]), [persons[0], *persons[half:]])
    assert answers(index) == answers(kept)
    assert index.bytes == kept.bytes


def test_records_of_people_are_told() -> None:
    records, persons = townspeople()
    index = index_of(records, persons)
    theirs = [id_ for id_, person in zip(record_ids(records), persons, strict=True) if person == persons[0]]
    assert sorted(index.records_of([persons[0], "nobody"])) == sorted(theirs)


def test_memory_is_told() -> None:
    assert index_of(*townspeople()).bytes > 0


def test_nothing_is_found_in_nothing() -> None:
    index = SearchIndex()
    assert found(index, "mary smith 1950 12 mill lane zx1 2ab ending 123") == []
    index.add(table([]).select([]), [])
    assert len(index) == 0
