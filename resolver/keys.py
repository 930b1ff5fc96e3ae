"""Blocking keys: what two records must share to be worth comparing, such as the sound of a name.

Invariant: a key is -1 where a record says nothing; such a record is in no block of that key.
"""

from collections.abc import Callable

from resolver.errors import SettingsError
from resolver.packed import Codes, dense
from resolver.records import Records
from resolver.sounds import sound
from resolver.values import Column, recoded

_OTHER_FIELD = {"given_name": "known_as", "family_name": "former_name"}


class Keys:
    """Makes blocking keys of records, each once.

    With `other_names`, a record that has a former family name or is called by another name is put
    under that name instead.
    """

    def __init__(self, records: Records, *, other_names: bool = False) -> None:
        self._records = records
        self._other_names = other_names
        self._made: dict[str, Codes] = {}

    def codes(self, key: str) -> Codes:
        """The code of each record under a key such as `postcode` or `family_name:sound`.

        Raises:
            SettingsError: the key names a part that does not exist.
        """
        if key not in self._made:
            field, _, part = key.partition(":")
            self._made[key] = self._names() if field == "names" else self._part(field, part)
        return self._made[key]

    def joined(self, keys: tuple[str, ...]) -> Codes:
        """One code for several keys together, -1 where any of them is nothing."""
        joined = self.codes(keys[0]).astype("int64")
        for key in keys[1:]:
            codes = self.codes(key)
            is_known = (joined >= 0) & (codes >= 0)
            joined = joined * (int(codes.max(initial=0)) + 1) + codes
            joined[~is_known] = -1
            joined = dense(joined).astype("int64")
        return joined.astype("int32")

    def has_other_names(self) -> bool:
        """Whether any record has a name beside its given and family names."""
        return any(self._records.has(field) for field in _OTHER_FIELD.values())

    def _part(self, field: str, part: str) -> Codes:
        column = self._column(field)
        if not part:
            return column.codes
        return column.standardised(part_of(part)).codes

    def _column(self, field: str) -> Column:
        column = self._records.column(field)
        if not self._other_names or field not in _OTHER_FIELD:
            return column
        other = self._records.column(_OTHER_FIELD[field])
        codes = column.codes.copy()
        codes[other.is_known] = other.codes[other.is_known] + len(column.values)
        return recoded(codes, [*column.values, *other.values])

    def _names(self) -> Codes:
        """The sounds of given and family name in alphabetical order, so that a swap makes no difference."""
        given, family = (self._column(field).standardised(sound) for field in ("given_name", "family_name"))
        values = sorted({*given.values, *family.values})
        position = {value: code for code, value in enumerate(values)}
        lookups = [[position[value] for value in each.values] + [-1] for each in (given, family)]
        first, second = (
            _taken(lookup, each.codes) for lookup, each in zip(lookups, (given, family), strict=True)
        )
        low, high = first.clip(max=second), first.clip(min=second)
        joined = low * (len(values) + 1) + high
        joined[low < 0] = -1
        return dense(joined)


def _taken(lookup: list[int], codes: Codes) -> "Codes":
    import numpy as np

    return np.array(lookup, dtype=np.int64)[codes]


def part_of(part: str) -> Callable[[str], str | None]:
    """The function that takes a part of a standardised value: a prefix length or a named part.

    Raises:
        SettingsError: there is no such part.
    """
    if part.isdigit():
        length = int(part)
        return lambda value: value[:length]
    if part not in _PARTS:
        raise SettingsError(f"there is no key part {part!r}: use a length, {', '.join(sorted(_PARTS))}")
    return _PARTS[part]


def _day_month(date: str) -> str | None:
    """Day and month in either order; nothing for an unknown day and for 1 January."""
    month, day = date[4:6], date[6:8]
    return None if day == "00" or (month, day) == ("01", "01") else "".join(sorted((month, day)))


def _district(postcode: str) -> str:
    return postcode[:-3] if len(postcode) >= 5 else postcode[:2]


_PARTS: dict[str, Callable[[str], str | None]] = {
    "sound": sound,
    "year": lambda date: date[:4],
    "day_month": _day_month,
    "district": _district,
    "first_word": lambda text: text.split(" ", 1)[0],
}
