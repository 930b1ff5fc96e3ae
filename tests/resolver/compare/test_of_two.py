"""Of two: comparing records two at a time says what comparing them in a batch says, to the bit."""

import random
from itertools import combinations

import numpy as np
import pytest

from graph.former_addresses import FIELD
from resolver.compare.declared import comparisons_for, those_with_fields
from resolver.compare.declared_of_two import comparisons_of_two
from resolver.compare.level import Compared
from resolver.learned import Learned
from resolver.link import link
from resolver.prepare import prepared
from resolver.said import said_by
from resolver.settings import default_settings
from tests.resolver.people import table

POOLS: dict[str, list[str | None]] = {
    "source": ["benefits", "care", "health"],
    "given_name": [
        "Katherine", "Kathrine", "Kate", "K", "Mohammed", "Muhamad", "Anne Marie", "Anne-Marie", "Maria Anne",
        "Stephen", "Steven", "Steve", "Jo", "Joe", "Baby", "A B Smith", "Smith", "Okafor", "Łukasz",
        "-", "Ana",
    ],
    "middle_name": [None, None, None, "Anne", "A", "Kate", "Smith"],
    "family_name": [
        "Smith", "Smyth", "Smithe", "Jones", "Jones-Smith", "Okafor", "Okaffor", "Katherine", "Steven",
        "O'Neill", "ONeill", "de la Cruz", "Cruz", "Fairweather", "Fairwether", "Schwarz", "Shvarts",
    ],
    "former_name": [None, None, None, "Jones", "Smith", "Cruz"],
    "known_as": [None, None, None, "Kate", "Steve", "Mo"],
    "full_name": [None, None, "Katherine Anne Smith", "Steven Smith", "Mr Joe Peter Jones"],
    "title": [None, "Mr", "Master", "Miss", "Mrs", "Dr"],
    "birth_date": [
        None, "1984-03-12", "1984-12-03", "1984-03-21", "1984-03", "1984", "1985-03-12", "1948-03-12",
        "1984-01-01", "1985-01-01", "2015-06-30", "2016-06-30", "1900-01-01", "1984-13-41",
    ],
    "recorded_at": [None, "2010-05-01", "2014-06-01", "2014-07-01", "2019-01-01", "2024-02-29"],
    "address_text": [
        None, "3 Long Street", "3 long st", "flat 2, 3 Long Street", "5 Long Street", "Long Street",
        "Mill Lane", "The Old Mill", "3 Longer Street", "77 Mill Lane", "unknown",
    ],
    "postcode": [None, "ZX1 2AB", "ZX1 2AC", "ZX12AB", "ZX1 9ZZ", "YZ4 5CD", "Z1", "ZZ99 3VZ"],
    "uprn": [None, None, "10001", "10002"],
    "address_kind": [None, None, "institution"],
    "nhs_number": [None, None, "9000000009", "9000000017", "9000000025", "9000000071"],
    "personal_number": [None, None, "AB123456C", "AB123465C", "XX1"],
    "phone": [None, "12345", "12354", *(f"07700 9004{number:02}" for number in range(90))],
    "email": [None, *(f"{name}{number}@example.org" for name in ("kate", "jo") for number in range(60))],
    "sex": [None, "female", "male"],
    "birth_place": [None, "Lagos", "Lagos Nigeria", "Leeds"],
    "occupation": [None, "care worker", "worker care", "nurse"],
    "household_key": [None, "c1", "c2"],
    FIELD: [None, None, "10001\tZX1 2AB\t3 Long Street", "\tZX1 2AB\t5 long street\n10002\t\t", "\t\tA"],
}  # fmt: skip


def _rows(count: int, seed: int) -> list[dict[str, str | None]]:
    chance = random.Random(seed)
    return [
        {"key": str(number), **{name: chance.choice(pool) for name, pool in POOLS.items()}}
        for number in range(count)
    ]


@pytest.fixture(scope="module")
def learned() -> Learned:
    return link(table(_rows(600, 1)), default_settings()).learned


@pytest.mark.parametrize("seed", [2, 3])
def test_every_pair_reaches_the_same_level_at_the_same_share(learned: Learned, seed: int) -> None:
    records = table(_rows(100, seed))
    held = prepared(records, learned)
    rows = records.to_pylist()
    said = [said_by(rows[row], learned.background) for row in held.positions.tolist()]
    pairs = list(combinations(range(len(said)), 2))
    left, right = np.array(pairs, dtype=np.int32).T
    of_two = comparisons_of_two(learned.background, those_with_fields(held, learned.settings))
    compared = set()
    for comparison, known, compare in zip(
        comparisons_for(held, learned.settings), learned.model.comparisons, of_two, strict=True
    ):
        batch = comparison.compare(left, right)
        levels, shares = zip(*(compare(said[one], said[other]) for one, other in pairs), strict=True)
        mirrored = [compare(said[other], said[one])[0] for one, other in pairs]
        assert list(levels) == mirrored, comparison.name
        assert list(levels) == batch.levels.tolist(), comparison.name
        told = Compared(np.array(levels, dtype=np.uint8), np.array(shares, dtype=np.float32).__getitem__)
        assert known.rarity_bits(told).tolist() == known.rarity_bits(batch).tolist(), comparison.name
        compared.add(comparison.name)
    assert len(compared) == len(default_settings().comparisons)


def test_a_record_says_what_it_says_in_a_table(learned: Learned) -> None:
    records = table(_rows(200, 4))
    held, rows = prepared(records, learned), records.to_pylist()
    said = [said_by(rows[row], learned.background) for row in held.positions.tolist()]
    for field in set(POOLS) - {"source", FIELD}:
        column = held.column(field)
        told = [column.values[code] if code >= 0 else None for code in column.codes.tolist()]
        assert [each.get(field) for each in said] == told, field
    assert sum(len(each.former) for each in said) == len(held.former_homes.records) > 0
