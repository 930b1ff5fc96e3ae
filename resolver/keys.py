"""Blocking keys: what two records must share to be worth comparing, such as the sound of a name.

Invariant: a key is a stable hash of what a record says, the same in every table that holds the record; it is
0 where a record says nothing, and such a record is in no block of that key.
"""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from resolver.compare.homes import numbers_of, postal_district, postal_sector
from resolver.errors import SettingsError
from resolver.hashing import hashes, mixed, symmetric
from resolver.packed import NEAR, SPREAD, Codes, Flags, Longs, Words
from resolver.records import Records
from resolver.sounds import sound
from resolver.values import NOTHING, Column

NO_KEY = np.uint64(0)
_ALL = slice(None)
OTHER_FIELD = {"given_name": "known_as", "family_name": "former_name"}


class Keys:
    """Makes the blocking keys of records, each once.

    A record that has a former family name or is called by another name is a member twice: once under its
    names and once under its other names; and once more at each of its former addresses. `members` has the
    record of each member.
    """

    def __init__(self, records: Records) -> None:
        self._records, self._former = records, records.former_homes
        others = [records.column(field).is_known for field in OTHER_FIELD.values()]
        self._twice = np.flatnonzero(np.logical_or.reduce(others)).astype(np.int32)
        itself = np.arange(len(records), dtype=np.int32)
        self.members: Codes = np.concatenate([itself, self._twice, self._former.records])
        self._codes: dict[str, Codes] = {}
        self._said: dict[str, bool] = {}
        self._tables: dict[tuple[str, str], Words] = {}

    @property
    def records(self) -> int:
        """How many records there are."""
        return len(self._records)

    def distinct(self, keys: tuple[str, ...]) -> int:
        """How many members, the first ones, say what no other member of their record says under these keys.

        Where no key is of an address, those at former addresses say what their records do.
        """
        fields = {key.partition(":")[0] for key in keys}
        is_of_address = not fields.isdisjoint(self._former.columns)
        return len(self.members) if is_of_address else len(self.members) - len(self._former.records)

    def has(self, keys: tuple[str, ...]) -> bool:
        """Whether there are records that say something in each of the fields of some keys."""
        return all(self._says(field) for field in {key.partition(":")[0] for key in keys} - {"names"})

    def _says(self, field: str) -> bool:
        if field not in self._said:
            self._said[field] = bool((self._codes_of(field) >= 0).any())
        return self._said[field]

    def words(self, key: str, among: Longs | slice = _ALL) -> Words:
        """The hash of each member under a key such as `postcode` or `family_name:sound`; 0 for nothing.

        Args:
            key: a field, or a field and a part of it.
            among: places of the members that are asked about.

        Raises:
            SettingsError: the key names a part that does not exist.
        """
        field, _, part = key.partition(":")
        return self._names(among) if field == "names" else self._hashed(field, part, among)

    def rule(self, keys: tuple[str, ...], among: Longs | None = None) -> Words:
        """One hash for several keys together, 0 where any of them is nothing; no two rules share one."""
        first = hashes([" ".join(keys)])
        return self._made(lambda near: self._joined(first, keys, near), among)

    def rough(self, keys: tuple[str, ...], among: Longs | None = None) -> Words:
        """One word for several keys together as `rule` gives, quicker: others may share it too, if few."""
        return self._made(lambda near: self._rough(keys, near), among)

    def _made(self, work: Callable[[Longs | slice], Words], among: Longs | None) -> Words:
        """What `work` gives of members, so few at a time that it stays near the processor."""
        made = np.empty(len(self.members) if among is None else len(among), dtype=np.uint64)
        for start in range(0, len(made), NEAR):
            near = slice(start, start + NEAR)
            made[near] = work(near if among is None else among[near])
        return made

    def _rough(self, keys: tuple[str, ...], among: Longs | slice) -> Words:
        joined: Words = np.zeros(1, dtype=np.uint64)
        is_known: Flags = np.ones(1, dtype=np.bool_)
        for key in keys:
            words = self.words(key, among)
            is_known = is_known & (words != NO_KEY)
            joined = joined * SPREAD + words
        return np.asarray(joined * is_known)

    def _joined(self, first: Words, keys: tuple[str, ...], among: Longs | slice) -> Words:
        joined, is_known = first, np.ones(1, dtype=np.bool_)
        for key in keys:
            words = self.words(key, among)
            is_known = is_known & (words != NO_KEY)
            joined = mixed(joined, words)
        joined *= is_known
        return joined

    def rules(self, rules: tuple[tuple[str, ...], ...]) -> Words:
        """What `rule` gives for each of several rules, shape (rules, members): quicker for few members."""
        if not rules:
            return np.empty((0, len(self.members)), dtype=np.uint64)
        plan = _plan(rules)
        words = np.stack([self.words(key) for key in plan.keys])
        joined = np.repeat(plan.first[:, None], len(self.members), axis=1)
        is_known = np.ones(joined.shape, dtype=np.bool_)
        for rows, which in plan.steps:
            said = words[which]
            is_known[rows] &= said != NO_KEY
            joined[rows] = mixed(joined[rows], said)
        joined[~is_known] = NO_KEY
        return joined

    def _names(self, among: Longs | slice) -> Words:
        """The sounds of given and family name in either order, so that a swap makes no difference."""
        given, family = (self._hashed(field, "sound", among) for field in ("given_name", "family_name"))
        return np.where((given != NO_KEY) & (family != NO_KEY), symmetric(given, family), NO_KEY)

    def _hashed(self, field: str, part: str, among: Longs | slice) -> Words:
        if (field, part) not in self._tables:
            self._tables[field, part] = self._table(field, part)
        return self._tables[field, part].take(self._codes_of(field)[among])

    def _table(self, field: str, part: str) -> Words:
        """The hash of each code of a field: of its values, of those told elsewhere, and 0 for nothing."""
        columns = [self._records.column(field)]
        if field in OTHER_FIELD:
            columns.append(self._records.column(OTHER_FIELD[field]))
        elif field in self._former.columns:
            columns.append(self._former.columns[field])
        return np.append(np.concatenate([_hashes(each, part) for each in columns]), NO_KEY)

    def _codes_of(self, field: str) -> Codes:
        """What each member says: as its record does, but under its other names, or at its former address."""
        if field not in self._codes:
            column = self._records.column(field)
            codes, count = column.codes[self.members], len(column.values)
            twice, former = np.split(codes[len(column) :], [len(self._twice)])
            if field in OTHER_FIELD:
                other = self._records.column(OTHER_FIELD[field]).codes[self._twice]
                twice[:] = np.where(other >= 0, other + count, twice)
            elif field in self._former.columns:
                there = self._former.columns[field].codes
                former[:] = np.where(there >= 0, there + count, NOTHING)
            self._codes[field] = codes
        return self._codes[field]


class _Plan(NamedTuple):
    """The distinct keys of some rules, what each rule's hash begins with, and which rules mix which key in.

    `steps` has for each place in a rule the rules that are so long, and the number of the key at that place.
    """

    keys: list[str]
    first: Words
    steps: list[tuple[Longs, Longs]]


@lru_cache(16)
def _plan(rules: tuple[tuple[str, ...], ...]) -> _Plan:
    keys = list(dict.fromkeys(key for rule in rules for key in rule))
    steps = []
    for place in range(max(map(len, rules), default=0)):
        rows = [row for row, rule in enumerate(rules) if len(rule) > place]
        which = [keys.index(rules[row][place]) for row in rows]
        steps.append((np.array(rows, dtype=np.int64), np.array(which, dtype=np.int64)))
    return _Plan(keys, hashes([" ".join(rule) for rule in rules]), steps)


def _hashes(column: Column, part: str) -> Words:
    """The hash of the part of each value; 0 where the part is nothing."""
    if not part:
        return hashes(column.values)
    parts = column.parts(part_of(part))
    return np.append(hashes(parts.values), NO_KEY)[parts.lookup[:-1]]


def part_of(part: str) -> Callable[[str], str | None]:
    """The function that takes a part of a standardised value: a prefix length, a named part, or all of it.

    Raises:
        SettingsError: there is no such part.
    """
    if part.isdigit():
        return _prefix(int(part))
    if part not in _PARTS:
        raise SettingsError(
            f"there is no key part {part!r}: use a length or one of {', '.join(sorted(_PARTS))}"
        )
    return _PARTS[part]


def _day_month(date: str) -> str | None:
    """Day and month in either order; nothing for an unknown day and for 1 January."""
    month, day = date[4:6], date[6:8]
    return None if day == "00" or (month, day) == ("01", "01") else "".join(sorted((month, day)))


@cache
def _prefix(length: int) -> Callable[[str], str | None]:
    return lambda value: value[:length]


def _whole(value: str) -> str | None:
    return value


_PARTS: dict[str, Callable[[str], str | None]] = {
    "": _whole,
    "sound": sound,
    "year": lambda date: date[:4],
    "day_month": _day_month,
    "district": postal_district,
    "numbers": numbers_of,
    "sector": postal_sector,
}
