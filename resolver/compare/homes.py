"""Homes: the parts of an address that tell one home from another, and how common each home is.

Invariant: a home is labelled as finely as a record knows it, so that the share of a label is the share of
records that give that home.
"""

import re
from collections.abc import Sequence

import numpy as np

from resolver.records import Records
from resolver.values import Column, recoded

_NUMBER = re.compile(r"\d\S*")
_SHORTEST_UK_POSTCODE = 5


def numbers_of(text: str) -> str | None:
    """The numbers of a standardised address: of the house, and of the flat where there is one."""
    return " ".join(_NUMBER.findall(text)) or None


def words_of(text: str) -> str | None:
    """The words of a standardised address without its numbers."""
    return " ".join(word for word in text.split() if not word[0].isdigit()) or None


def postal_district(postcode: str) -> str:
    """The outward part of a UK postcode; the first two signs of any other."""
    return postcode[:-3] if len(postcode) >= _SHORTEST_UK_POSTCODE else postcode[:2]


def postal_sector(postcode: str) -> str:
    """A UK postcode without its last two letters; any other in whole."""
    return postcode[:-2] if len(postcode) >= _SHORTEST_UK_POSTCODE else postcode


def homes_of(records: Records) -> Column:
    """One value a home, as finely as each record knows it."""
    fields = [_texts(records.column(field)) for field in ("uprn", "postcode", "address_text")]
    labels = [_label(*parts) for parts in zip(*fields, strict=True)]
    return recoded(np.arange(len(labels), dtype=np.int32), labels)


def _label(uprn: str, postcode: str, text: str) -> str | None:
    if postcode and text:
        return f"{postcode} {numbers_of(text) or text}"
    return text or uprn or None


def _texts(column: Column) -> Sequence[str]:
    """The value of each record, empty where there is none."""
    lookup = np.array([*column.values, ""], dtype=object)
    return list(lookup[column.codes])
