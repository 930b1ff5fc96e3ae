"""Said: what one record says, standardised, for comparing a few records one by one.

Invariant: it says in each field what `resolver.prepare.prepared` says of the same record, whatever table the
record is in. For a handful of records this is quicker than columns, whose making costs the same for one
record as for a thousand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graph.former_addresses import BETWEEN_ADDRESSES, BETWEEN_PARTS, FIELD, AddressParts
from resolver.background import Background
from resolver.compare.homes import numbers_of, place_of
from resolver.other_names import further_words
from resolver.records import standard_of

IDENTITY = frozenset({"source", "key", "row", FIELD})
"""The columns of a row in which a record says nothing of a person."""
_REMEMBERED = 1 << 18

Home = Mapping[str, str]
"""What an address says, by `uprn`, `postcode` and `address_text`; what it does not say is left out."""


@dataclass(frozen=True, eq=False)
class Said:
    """What a record says.

    Attributes:
        source: the source as it is.
        key: the key as it is.
        values: the standardised value of each field in which it says something.
        former: its former addresses.
        made: what was worked out of it, by name.
    """

    source: str
    key: str
    values: Mapping[str, str]
    former: tuple[Home, ...] = ()
    made: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def id(self) -> str:
        """Source and key, by which it is known."""
        return f"{self.source}/{self.key}"

    def get(self, field: str) -> str | None:
        """What it says in a field."""
        return self.values.get(field)

    @property
    def home(self) -> str | None:
        """The label of its home, as `resolver.compare.homes.homes_of` gives it."""
        if "home" not in self.made:
            self.made["home"] = _label(self.values)
        label: str | None = self.made["home"]
        return label

    @property
    def homes(self) -> frozenset[tuple[str, ...]]:
        """All its homes, present and former, by number, and by postcode with the numbers of the house."""
        if "homes" not in self.made:
            self.made["homes"] = frozenset(
                each for home in (self.values, *self.former) for each in _known_by(home)
            )
        homes: frozenset[tuple[str, ...]] = self.made["homes"]
        return homes


def said_by(row: Mapping[str, str | None], background: Background) -> Said:
    """What a canonical person row says, but for the values that the background knows to say nothing."""
    values: dict[str, str] = {}
    for name, text in row.items():
        if text is not None and name not in IDENTITY:
            value = _standardised(name, text)
            if value:
                values[name] = value
    if "middle_name" not in values and "full_name" in values:
        further = further_words(values["full_name"], values.get("given_name"), values.get("family_name"))
        if further:
            values["middle_name"] = further
    for name, words in background.skipped.items():
        if values.get(name) in words:
            del values[name]
    written = row.get(FIELD)
    former = former_homes_in(written) if written is not None else ()
    return Said(str(row["source"]), str(row["key"]), values, former)


@lru_cache(_REMEMBERED)
def _standardised(name: str, text: str) -> str | None:
    return standard_of(name)(text)


def former_homes_in(written: str) -> tuple[Home, ...]:
    """The former addresses in the text that a row keeps them in."""
    return tuple(_former_home(address) for address in written.split(BETWEEN_ADDRESSES))


def _former_home(address: str) -> Home:
    parts = zip(AddressParts._fields, address.split(BETWEEN_PARTS), strict=True)
    said = {name: _standardised(name, text) for name, text in parts}
    return {name: value for name, value in said.items() if value}


def _label(home: Home) -> str | None:
    text, postcode = home.get("address_text"), home.get("postcode")
    if text is None:
        return home.get("uprn")
    return text if postcode is None else f"{postcode} {_place_of(text)}"


def _known_by(home: Home) -> list[tuple[str, ...]]:
    text, postcode = home.get("address_text"), home.get("postcode")
    known: list[tuple[str, ...]] = [(home["uprn"],)] if "uprn" in home else []
    numbers = numbers_in(text) if text is not None else None
    return known if numbers is None or postcode is None else [*known, (postcode, numbers)]


@lru_cache(_REMEMBERED)
def numbers_in(text: str) -> str | None:
    """The numbers of a standardised address, as `numbers_of` finds them; remembered."""
    return numbers_of(text)


@lru_cache(_REMEMBERED)
def _place_of(text: str) -> str:
    return place_of(text)
