"""Two people who looked like one are parted as soon as records arrive that tell them apart, unasked."""

from functools import cache

import pyarrow as pa

from resolver.decide import record_ids
from resolver.learned import Learned
from resolver.link import link
from tests.resolver.live.stream import Stream, of_batch
from tests.resolver.people import Row, table
from tests.resolver.population import population
from tests.resolver.town import valid_nhs_number

NAMES: Row = {"given_name": "idris", "family_name": "boateng", "birth_date": "1987-04-16", "sex": "male"}
HERE = {"phone": "+447700900951", "middle_name": "kwame"}
THERE = {"phone": "+447700900847", "middle_name": "tariq"}
FIRST, SECOND = valid_nhs_number(511_000_001), valid_nhs_number(622_000_002)

EARLY: list[Row] = [
    {"source": "care", "key": "one", **NAMES, "phone": HERE["phone"]},
    {"source": "benefits", "key": "two", **NAMES, "middle_name": THERE["middle_name"]},
]
LATE: list[Row] = [
    {"source": "health", "key": "three", **NAMES, **HERE, "nhs_number": FIRST},
    {"source": "health", "key": "four", **NAMES, **THERE, "nhs_number": SECOND},
]


@cache
def learned() -> Learned:
    return link(population()).learned


def stream() -> Stream:
    return Stream(learned(), population(), of_batch(population(), learned()))


def rows(given: list[Row]) -> pa.Table:
    names = population().column_names
    return table(given).select([name for name in names if name in table(given).column_names])


def persons(of: Stream) -> list[str | None]:
    ids = record_ids(table([*EARLY, *LATE]))
    return [of.memory.roster.person(str(id_)) for id_ in ids]


def test_they_were_one_and_become_two() -> None:
    council = stream()
    council.arrive(rows(EARLY))
    one, two, *_ = persons(council)
    assert one is not None
    assert one == two
    for late in LATE:
        council.arrive(rows([late]))
    one, two, three, four = persons(council)
    assert one == three
    assert two == four
    assert one != two


def test_a_correction_parts_them_too() -> None:
    council = stream()
    council.arrive(rows(EARLY))
    mended = {**EARLY[1], "given_name": "grace", "birth_date": "1961-11-02", "sex": "female"}
    council.arrive(rows([mended]))
    one, two, *_ = persons(council)
    assert one != two
