"""Places: where each person lives on a day, and with whom.

A person has at most one home and one household of record: the open one that began last. A stand-in
for having no address is a fact about the person, and no neighbourhood.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gnn.arrays import Floats, Integers
from gnn.arrow import Chunks, distinct, integers, is_missing, places_in
from gnn.indexed import Indexed

NOWHERE = -1
_LONG_AGO = np.iinfo(np.int32).min


@dataclass(frozen=True)
class Places:
    """One entry for every person; -1 where it is unknown.

    Attributes:
        home: number of the address of record; -1 also for a stand-in.
        home_kind: place in `graph.vocabulary`'s code list `address_kind`.
        home_days: days since moving in; NaN where unknown.
        postcode: number of the postcode of the home.
        sector: number of the postcode sector (all but the last two letters) of the home.
        household: number of the household of record.
    """

    home: Integers
    home_kind: Integers
    home_days: Floats
    postcode: Integers
    sector: Integers
    household: Integers


def places_of(known: Indexed, day: date, kinds: tuple[str, ...]) -> Places:
    """Where everybody lives on `day`.

    Args:
        known: facts as of `day`.
        day: the landmark.
        kinds: the codes of `address_kind`, in order.
    """
    people = len(known.people)
    home, since = latest_open(known.facts.stays, "address", people, day)
    kind, postcode, sector = _address_columns(known, kinds)
    is_stand_in = _at(kind, home) == kinds.index("no_fixed_abode")
    days = np.where(since > _LONG_AGO, (day - date(1970, 1, 1)).days - since, np.nan)
    return Places(
        home=np.where(is_stand_in, NOWHERE, home),
        home_kind=_at(kind, home),
        home_days=days,
        postcode=np.where(is_stand_in, NOWHERE, _at(postcode, home)),
        sector=np.where(is_stand_in, NOWHERE, _at(sector, home)),
        household=latest_open(known.facts.memberships, "household", people, day)[0],
    )


def latest_open(table: pa.Table, column: str, people: int, day: date) -> tuple[Integers, Integers]:
    """For every person the value of `column` in the open row that began last, and when it began.

    Of rows that began on one day, the one with the highest number counts.
    """
    today = (day - date(1970, 1, 1)).days
    person, value = integers(table["person"], NOWHERE), integers(table[column], NOWHERE)
    start = integers(table["from"], _LONG_AGO)
    is_open = is_missing(table["to"]) & (start <= today)
    person, value, start = person[is_open], value[is_open], start[is_open]
    order = np.lexsort((value, start, person))
    latest, since = np.full(people, NOWHERE, dtype=np.int64), np.full(people, _LONG_AGO, dtype=np.int64)
    latest[person[order]] = value[order]
    since[person[order]] = start[order]
    return latest, since


def _address_columns(known: Indexed, kinds: tuple[str, ...]) -> tuple[Integers, Integers, Integers]:
    """Kind, postcode and sector of every address."""
    table = known.facts.addresses
    number = integers(table["address"], NOWHERE)
    kind = places_in(table["kind"], kinds)
    columns = (kind, _codes(table["postcode"]), _codes(pc.utf8_slice_codeunits(table["postcode"], 0, -2)))
    spread = [np.full(known.addresses, NOWHERE, dtype=np.int64) for _ in columns]
    for values, column in zip(spread, columns, strict=True):
        values[number] = column
    return spread[0], spread[1], spread[2]


def _codes(text: Chunks) -> Integers:
    return places_in(text, distinct(text))


def _at(values: Integers, places: Integers) -> Integers:
    """`values[places]`, and -1 for nowhere."""
    if not len(values):
        return np.full(len(places), NOWHERE, dtype=np.int64)
    return np.where(places == NOWHERE, NOWHERE, values[places])
