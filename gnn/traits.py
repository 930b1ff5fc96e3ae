"""Traits: what is known of a person apart from what happened to them (age, sex, whether alive)."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gnn.arrays import Booleans, Floats, Integers
from gnn.arrow import Chunks, floats, integers, places_in

_DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Traits:
    """One entry for every person, known or not.

    Attributes:
        is_known: known on the day, and alive as far as known.
        age: whole years; NaN where the date of birth is unknown.
        is_female: 1, 0, or NaN where the sex is unknown.
    """

    is_known: Booleans
    age: Floats
    is_female: Floats


def traits_of(people: pa.Table, size: int, day: date) -> Traits:
    """The traits on `day` of the people known by then.

    Args:
        people: rows known on `day`, numbered.
        size: how many people there are in all.
        day: the landmark.
    """
    number = integers(people["person"], -1)
    is_known = np.zeros(size, dtype=np.bool_)
    is_known[number] = ~_has_died(people["death_date"], day)
    return Traits(
        is_known,
        _spread(_ages(people["birth_date"], day), number, size),
        _spread(_female(people["sex"]), number, size),
    )


def _spread(values: Floats, number: Integers, size: int) -> Floats:
    spread = np.full(size, np.nan)
    spread[number] = values
    return spread


def _has_died(death_date: Chunks, day: date) -> Booleans:
    """Partial dates sort as text: '2024-05' lies before every day of that month but its own text."""
    died = pc.less_equal(death_date, pa.scalar(day.isoformat())).fill_null(False)
    return np.asarray(died.to_numpy(), dtype=np.bool_)


def _ages(birth_date: Chunks, day: date) -> Floats:
    """Whole years; an unknown month or day of birth counts as the middle of the year or month."""
    year, month, number = _part(birth_date, 0, 4), _part(birth_date, 5, 7), _part(birth_date, 8, 10)
    months = np.where(np.isnan(month), 7, month) - 1
    days = np.where(np.isnan(number), 15, number) - 1
    born = (year - 1970) * _DAYS_A_YEAR + months * _DAYS_A_YEAR / 12 + days
    today = (day - date(1970, 1, 1)).days
    ages: Floats = np.floor(np.maximum(today - born, 0) / _DAYS_A_YEAR)
    return ages


def _part(birth_date: Chunks, start: int, stop: int) -> Floats:
    """The number in a part of a date; NaN where the part is missing."""
    text = pc.utf8_slice_codeunits(birth_date, start, stop)
    return floats(pc.if_else(pc.equal(text, pa.scalar("")), pa.scalar(None, pa.string()), text))


def _female(sex: Chunks) -> Floats:
    place = places_in(sex, ("female", "male"))
    return np.where(place < 0, np.nan, np.where(place == 0, 1.0, 0.0))
