"""The truth, which only evaluation reads: who each record is of, who lived where, how likely a crisis was.

`p_window` is an upper bound of what anyone could know, for it is computed from the states that came about:
1 - Π(1 - p_month) over months t+7 to t+9; null where one of them lies after the cut or the person is gone.
"""

from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from borough import calendar
from borough.addresses import Kind
from borough.calendar import CUT_DAY, MONTH_STARTS, MONTHS, NEVER
from borough.casework import Casework
from borough.lives import History
from borough.names import SEXES
from borough.services import EPISODE_KINDS, HELP_KINDS

_DAY = pa.date32()
Column: TypeAlias = "pa.Array[Any]"
_WINDOW = (7, 8, 9)


def person_name(person: int) -> str:
    """The person's name in the truth."""
    return f"p{person:06d}"


def write(folder: Path, history: History, caseworks: list[Casework]) -> dict[str, Path]:
    """Write every truth table; gives their paths by name."""
    tables = {
        "records": records(caseworks),
        "people": people(history),
        "households": households(history),
        "addresses": addresses(history),
        "crises": crises(history),
        "help": help_given(history),
        "hazards": hazards(history),
    }
    paths = {name: folder / f"{name}.parquet" for name in tables}
    for name, table in tables.items():
        pq.write_table(table, paths[name], compression="zstd")
    return paths


def records(caseworks: list[Casework]) -> pa.Table:
    """Source, key and person of every person row."""
    rows = [
        (each.system.value, dossier.key, person_name(dossier.person))
        for each in caseworks
        for dossier in each.dossiers
    ]
    return pa.table(dict(zip(("source", "key", "person"), map(list, zip(*rows, strict=True)), strict=True)))


def people(history: History) -> pa.Table:
    """Every person who ever lived in the borough."""
    world, count = history.world, history.world.people.count
    folk = world.people
    former = [folk.former[person] or None for person in range(count)]
    return pa.table(
        {
            "person": _names(np.arange(count)),
            "community": [world.communities[each].name for each in folk.community[:count]],
            "given": folk.given,
            "middle": [middle or None for middle in folk.middle],
            "family": folk.family,
            "former_family": former,
            "birth_date": _days(folk.born[:count]),
            "sex": [SEXES[each] for each in folk.sex[:count]],
            "died": _days(folk.died[:count]),
            "arrived": _days(folk.arrived[:count]),
            "left": _days(folk.left[:count]),
            "mother": _names_or_null(folk.mother[:count]),
            "father": _names_or_null(folk.father[:count]),
            "twin": _names_or_null(np.array([folk.twin.get(each, -1) for each in range(count)])),
        }
    )


def households(history: History) -> pa.Table:
    """Who lived where, with whom; no household in an institution. An open stay has no `to`."""
    stays, places = history.world.stays, history.world.addresses
    rows = [
        row
        for row in range(len(stays.person))
        if stays.until[row] > stays.since[row] and stays.since[row] <= CUT_DAY
    ]
    is_home = [places.kind[stays.address[row]] is Kind.DWELLING for row in rows]
    return pa.table(
        {
            "person": _names(np.array([stays.person[row] for row in rows])),
            "household": [
                f"h{stays.household[row]:06d}" if home else None
                for row, home in zip(rows, is_home, strict=True)
            ],
            "address": [f"a{stays.address[row]:06d}" for row in rows],
            "from": _days(np.array([stays.since[row] for row in rows])),
            "to": _days(np.array([stays.until[row] for row in rows])),
        }
    )


def addresses(history: History) -> pa.Table:
    """Every address, as it is truly written."""
    places = history.world.addresses
    return pa.table(
        {
            "address": [f"a{each:06d}" for each in range(len(places.text))],
            "text": places.text,
            "postcode": [places.postcode_text(each) for each in range(len(places.text))],
            "uprn": places.uprn,
            "kind": ["dwelling" if kind is Kind.DWELLING else "institution" for kind in places.kind],
        }
    )


def crises(history: History) -> pa.Table:
    """Every crisis."""
    return pa.table(
        {
            "person": _names(np.array([person for person, _, _ in history.crises], np.int64)),
            "kind": [EPISODE_KINDS[kind].name for _, kind, _ in history.crises],
            "date": _days(np.array([day for _, _, day in history.crises])),
        }
    )


def help_given(history: History) -> pa.Table:
    """Help given, and whether it worked: only then does it lower the hazard."""
    given = history.help
    rows = [row for row in range(len(given.person)) if given.start[row] <= CUT_DAY]
    return pa.table(
        {
            "person": _names(np.array([given.person[row] for row in rows], np.int64)),
            "kind": [HELP_KINDS[given.kind[row]].name for row in rows],
            "date": _days(np.array([given.start[row] for row in rows], np.int32)),
            "worked": [given.worked[row] for row in rows],
        }
    )


def hazards(history: History) -> pa.Table:
    """The probability of a crisis by person and month."""
    count = history.world.people.count
    survival = np.full((count, MONTHS + max(_WINDOW)), np.nan)
    for month, (who, chances) in enumerate(history.months):
        survival[who, month] = 1 - chances
    tables = [_month_of_hazards(history, survival, month) for month in range(MONTHS)]
    return pa.concat_tables(tables)


def _month_of_hazards(history: History, survival: NDArray[np.float64], month: int) -> pa.Table:
    who, chances = history.months[month]
    window = 1 - np.prod(survival[who][:, [month + step for step in _WINDOW]], axis=1)
    return pa.table(
        {
            "person": _names(who).dictionary_encode(),
            "month": pa.array(np.full(len(who), MONTH_STARTS[month], np.int32)).cast(_DAY),
            "p_month": pa.array(chances),
            "p_window": pa.array(window, mask=np.isnan(window)),
        }
    )


def _names(people_: NDArray[np.int64]) -> Column:
    return pa.array([person_name(each) for each in people_.tolist()], pa.string())


def _names_or_null(people_: NDArray[np.int32]) -> Column:
    return pa.array([person_name(each) if each >= 0 else None for each in people_.tolist()], pa.string())


def _days(days: NDArray[np.int32]) -> Column:
    """Dates; null where a day has not come by the cut."""
    return pa.array(
        [calendar.day(each) if each <= CUT_DAY and each != NEVER else None for each in days.tolist()], _DAY
    )
