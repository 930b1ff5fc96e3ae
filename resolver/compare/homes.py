"""Homes: the parts of an address that tell one home from another, and how common each home is.

Invariant: a home is labelled as finely as a record knows it, so that the share of a label is the share of
records that give that home.
"""

import re
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from resolver.bulk import bulk_form, made_of, taken
from resolver.packed import group_pairs
from resolver.records import Records
from resolver.tokens import word_by_word
from resolver.values import NOTHING, Column, as_array, parts_of

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


def place_of(text: str) -> str:
    """What tells a home from others of its postcode: its numbers, or all of the text where it has none."""
    return numbers_of(text) or text


bulk_form(numbers_of)(word_by_word(numbers_of))
bulk_form(words_of)(word_by_word(words_of))


@bulk_form(place_of)
def _places_of(texts: pa.StringArray) -> pa.StringArray:
    return pc.coalesce(made_of(numbers_of, texts), texts)


def homes_of(records: Records) -> Column:
    """One value a home, as finely as each record knows it."""
    uprn, postcode, text = (records.column(field) for field in ("uprn", "postcode", "address_text"))
    place = records.derived("address_text", place_of)
    whole = np.where(
        text.is_known, text.codes, np.where(uprn.is_known, uprn.codes + len(text.values), NOTHING)
    )
    is_in_postcode = postcode.is_known & text.is_known
    one, other, inverse = group_pairs(
        np.where(is_in_postcode, postcode.codes + 1, 0), np.where(is_in_postcode, place.codes, whole) + 1
    )
    code, number = as_array(postcode.values), as_array(place.values)
    ends = [taken(code, one[one > 0] - 1), taken(number, other[one > 0] - 1)]
    within = pc.binary_join_element_wise(*ends, cast("pa.StringArray", pa.scalar(" ")))
    alone = pa.concat_arrays([pa.array([""]), as_array(text.values), as_array(uprn.values)])
    parts = parts_of(pa.concat_arrays([taken(alone, other[one == 0]), within]))
    return Column(parts.lookup[inverse], parts.values)
