"""Blocking keys: what two records must share to be worth comparing, such as the sound of a name.

Invariant: a key is a stable hash of what a record says, the same in every table that holds the record; it is
0 where a record says nothing, and such a record is in no block of that key.
"""

from collections.abc import Callable

import numpy as np

from resolver.compare.homes import numbers_of, postal_district, postal_sector
from resolver.errors import SettingsError
from resolver.hashing import hashes, mixed, symmetric
from resolver.packed import Longs, Words
from resolver.records import Records
from resolver.sounds import sound
from resolver.values import NOTHING, Column, recoded

NO_KEY = np.uint64(0)
_OTHER_FIELD = {"given_name": "known_as", "family_name": "former_name"}


class Keys:
    """Makes the blocking keys of records, each once.

    A record that has a former family name or is called by another name is a member twice: once under its
    names and once under its other names; and once more at each of its former addresses. `members` has the
    record of each member.
    """

    def __init__(self, records: Records) -> None:
        self._records = records
        self._made: dict[str, Words] = {}
        others = [records.column(field).is_known for field in _OTHER_FIELD.values()]
        self._twice = np.flatnonzero(np.logical_or.reduce(others))
        self._former = records.former_homes
        itself = np.arange(len(records), dtype=np.int64)
        self.members: Longs = np.concatenate([itself, self._twice, self._former.records.astype(np.int64)])

    def words(self, key: str) -> Words:
        """The hash of each member under a key such as `postcode` or `family_name:sound`; 0 for nothing.

        Raises:
            SettingsError: the key names a part that does not exist.
        """
        if key not in self._made:
            field, _, part = key.partition(":")
            self._made[key] = self._names() if field == "names" else _hashed(self._part(field, part))
        return self._made[key]

    def rule(self, keys: tuple[str, ...]) -> Words:
        """One hash for several keys together, 0 where any of them is nothing; no two rules share one."""
        joined = np.full(len(self.members), hashes([" ".join(keys)])[0])
        is_known = np.ones(len(joined), dtype=np.bool_)
        for key in keys:
            words = self.words(key)
            is_known &= words != NO_KEY
            joined = mixed(joined, words)
        return np.where(is_known, joined, NO_KEY)

    def _part(self, field: str, part: str) -> Column:
        column = self._column(field)
        return column.standardised(part_of(part)) if part else column

    def _column(self, field: str) -> Column:
        """What each member says: as its record does, but under its other names, or at its former address."""
        column = self._records.column(field)
        if field in _OTHER_FIELD:
            return self._under_other_names(column, self._records.column(_OTHER_FIELD[field]))
        if field not in self._former.columns:
            return Column(column.codes[self.members], column.values)
        former = self._former.columns[field]
        here = column.codes[np.append(np.arange(len(column)), self._twice)]
        there = np.where(former.is_known, former.codes + len(column.values), NOTHING)
        return recoded(np.concatenate([here, there]).astype(np.int32), [*column.values, *former.values])

    def _under_other_names(self, column: Column, other: Column) -> Column:
        codes = column.codes[self.members]
        again = slice(len(column), len(column) + len(self._twice))
        named = other.codes[self._twice]
        codes[again] = np.where(named >= 0, named + len(column.values), codes[again])
        return recoded(codes, [*column.values, *other.values])

    def _names(self) -> Words:
        """The sounds of given and family name in either order, so that a swap makes no difference."""
        given, family = (_hashed(self._part(field, "sound")) for field in ("given_name", "family_name"))
        return np.where((given != NO_KEY) & (family != NO_KEY), symmetric(given, family), NO_KEY)


def _hashed(column: Column) -> Words:
    return np.append(hashes(column.values), NO_KEY)[column.codes]


def part_of(part: str) -> Callable[[str], str | None]:
    """The function that takes a part of a standardised value: a prefix length or a named part.

    Raises:
        SettingsError: there is no such part.
    """
    if part.isdigit():
        return lambda value: value[: int(part)]
    if part not in _PARTS:
        raise SettingsError(
            f"there is no key part {part!r}: use a length or one of {', '.join(sorted(_PARTS))}"
        )
    return _PARTS[part]


def _day_month(date: str) -> str | None:
    """Day and month in either order; nothing for an unknown day and for 1 January."""
    month, day = date[4:6], date[6:8]
    return None if day == "00" or (month, day) == ("01", "01") else "".join(sorted((month, day)))


_PARTS: dict[str, Callable[[str], str | None]] = {
    "sound": sound,
    "year": lambda date: date[:4],
    "day_month": _day_month,
    "district": postal_district,
    "numbers": numbers_of,
    "sector": postal_sector,
}
