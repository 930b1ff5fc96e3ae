"""Address: one comparison for the property number, the text, the number in the street and the postcode.

Invariant: however many of its parts agree, an address is one piece of evidence and is counted once.
"""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from resolver.compare.distinct import judge_distinct, texts
from resolver.compare.level import Compared, Level, Rarity
from resolver.packed import Codes
from resolver.records import Records
from resolver.values import Column, recoded

_HOME, _STREET, _POSTCODE, _TEXT, _NEAR_POSTCODE, _DISTRICT, _DIFFERENT = range(1, 8)
_NUMBER = re.compile(r"\d+[a-z]?\b")
_ALIKE = 85.0
_NONE, _UNLIKE, _LIKE, _SAME = range(4)
_APART, _SAME_DISTRICT, _MISTYPED, _EQUAL = range(1, 5)


class Address:
    """Compares addresses."""

    name = "address"
    tells_namesakes = False
    levels = (
        Level("same home", 0.6, 0.85, Rarity.EXACT),
        Level("same street and number, another postcode", 0.05, 0.03, Rarity.SIMILAR),
        Level("same postcode", 0.1, 0.05, Rarity.EXACT),
        Level("much the same address, another number", 0.02, 0.01),
        Level("postcodes that differ by a slip", 0.04, 0.01),
        Level("same postal district", 0.05, 0.02),
        Level("different addresses", 0.14, 0.03),
    )

    def __init__(self, records: Records) -> None:
        self._uprn = records.column("uprn")
        self._postcode = records.column("postcode")
        self._text = records.column("address_text")
        self._numbers = self._text.standardised(_numbers)
        districts = [postal_district(postcode) for postcode in self._postcode.values]
        self._districts = recoded(np.arange(len(districts), dtype=np.int32), districts).codes
        self._postcode_shares = self._postcode.shares()
        self._home = _homes(self._uprn, self._postcode, self._text, self._numbers)
        self._home_shares = self._home.shares()

    def compare(self, left: Codes, right: Codes) -> Compared:
        """Levels of pairs of records."""
        text = judge_distinct(self._text.codes[left], self._text.codes[right], self._judge_text, _SAME)
        code = judge_distinct(
            self._postcode.codes[left], self._postcode.codes[right], self._judge_postcode, _EQUAL
        )
        levels = self._levels(text, code, self._same_number(left, right))
        mine, theirs = self._uprn.codes[left], self._uprn.codes[right]
        has_both = (mine >= 0) & (theirs >= 0)
        levels[has_both & (mine == theirs)] = _HOME
        levels[has_both & (mine != theirs) & (levels == 0)] = _DIFFERENT
        return Compared(levels, self._shares(levels, left, right))

    def _levels(
        self, text: npt.NDArray[np.uint8], code: npt.NDArray[np.uint8], number: npt.NDArray[np.int8]
    ) -> npt.NDArray[np.uint8]:
        levels = np.zeros(len(text), dtype=np.uint8)
        levels[(text > _NONE) | (code > 0)] = _DIFFERENT
        levels[code == _SAME_DISTRICT] = _DISTRICT
        levels[code == _MISTYPED] = _NEAR_POSTCODE
        levels[(text >= _LIKE) & (number <= 0)] = _TEXT
        levels[code == _EQUAL] = _POSTCODE
        levels[(text >= _LIKE) & (number > 0)] = _STREET
        levels[(text == _SAME) & (number == 0)] = _STREET
        is_home = (code == _EQUAL) & ((number > 0) | (text == _SAME) | ((text >= _LIKE) & (number == 0)))
        levels[is_home] = _HOME
        return levels

    def _same_number(self, left: Codes, right: Codes) -> npt.NDArray[np.int8]:
        """1 where the numbers in the texts are the same, -1 where they differ, 0 where either has none."""
        mine, theirs = self._numbers.codes[left], self._numbers.codes[right]
        has_both = (mine >= 0) & (theirs >= 0)
        return np.where(has_both, np.where(mine == theirs, 1, -1), 0).astype(np.int8)

    def _shares(self, levels: npt.NDArray[np.uint8], left: Codes, right: Codes) -> npt.NDArray[np.float32]:
        home = np.maximum(
            self._home_shares[self._home.codes[left]], self._home_shares[self._home.codes[right]]
        )
        code = self._postcode_shares[self._postcode.codes[left]]
        return np.where(levels == _POSTCODE, code, home)

    def _judge_text(self, left: Codes, right: Codes) -> npt.NDArray[np.uint8]:
        values = self._text.values
        score = cpdist(texts(values, left), texts(values, right), scorer=fuzz.token_sort_ratio)
        return np.where(score >= _ALIKE, _LIKE, _UNLIKE).astype(np.uint8)

    def _judge_postcode(self, left: Codes, right: Codes) -> npt.NDArray[np.uint8]:
        values = self._postcode.values
        edits = cpdist(texts(values, left), texts(values, right), scorer=OSA.distance, score_cutoff=1)
        same_district = self._districts[left] == self._districts[right]
        return np.where(edits <= 1, _MISTYPED, np.where(same_district, _SAME_DISTRICT, _APART)).astype(
            np.uint8
        )


def _numbers(text: str) -> str | None:
    """The numbers of an address: of the house, and of the flat where there is one."""
    return " ".join(_NUMBER.findall(text)) or None


def postal_district(postcode: str) -> str:
    """The outward part of a UK postcode; the first two signs of any other."""
    return postcode[:-3] if len(postcode) >= 5 else postcode[:2]


def _homes(uprn: Column, postcode: Column, text: Column, numbers: Column) -> Column:
    """One value a home, as well as each record knows it, to count how many records share it."""
    labels = [
        _home_label(*parts)
        for parts in zip(*(_values(each) for each in (uprn, postcode, text, numbers)), strict=True)
    ]
    return recoded(np.arange(len(labels), dtype=np.int32), labels)


def _home_label(uprn: str, postcode: str, text: str, numbers: str) -> str | None:
    if postcode and (numbers or text):
        return f"{postcode} {numbers or text}"
    return text or uprn or None


def _values(column: Column) -> Sequence[str]:
    """The value of each record, empty where there is none."""
    lookup = np.array([*column.values, ""], dtype=object)
    return list(lookup[column.codes])
