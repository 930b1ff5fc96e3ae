"""Address: one comparison for the property number, the text, the number in the street and the postcode.

Invariant: however many of its parts agree, an address is one piece of evidence and is counted once.
"""

from enum import IntEnum
from functools import cache, lru_cache
from itertools import product

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from resolver.background import Background
from resolver.compare.distinct import Sieve, judge_distinct
from resolver.compare.homes import homes_of, numbers_of, postal_district, words_of
from resolver.compare.homes_ever import HomesEver
from resolver.compare.letters import Letters
from resolver.compare.level import Compared, Level, LevelCodes, Rarity
from resolver.compare.level import Shares as LevelShares
from resolver.compare.of_two import Agreement, OfTwo, Shares, in_order, is_slip, single
from resolver.compare.remembered import Remembered
from resolver.compare.slips import Slips
from resolver.packed import Flags, Places
from resolver.parallel import threads_for
from resolver.records import Records
from resolver.said import Said, numbers_in
from resolver.values import Column, Texts, as_texts, recoded

_HOME, _FORMER, _STREET, _POSTCODE, _PARTLY = range(1, 6)
_NEIGHBOUR, _SIMILAR, _NEAR_POSTCODE, _DISTRICT, _DIFFERENT = range(6, 11)
_SAME_NUMBER = np.uint8(2)
_ALIKE = 85.0
_IN_PART = 65.0
_CODE_ALONE = (0, _DIFFERENT, _DISTRICT, _NEAR_POSTCODE)
"""The level by how alike two postcodes are that are not the same, where nothing else is."""


class _Words(IntEnum):
    """How alike the words of two addresses are; 0 where either has none."""

    UNLIKE = 1
    IN_PART = 2
    LIKE = 3
    SAME = 4


class _Code(IntEnum):
    """How alike two postcodes are; 0 where either has none."""

    APART = 1
    DISTRICT = 2
    SLIP = 3
    SAME = 4


class Address:
    """Compares addresses."""

    name = "address"
    tells_namesakes = False
    changing = (_HOME, _DISTRICT, _DIFFERENT)
    levels = (
        Level("same home", 0.6, 0.83, Rarity.EXACT),
        Level("the home of one is a former home of the other", 0.03, 0.01, Rarity.EXACT),
        Level("same street and number, another postcode", 0.05, 0.03, Rarity.SIMILAR),
        Level("same postcode", 0.09, 0.05, Rarity.EXACT),
        Level("same number and part of the address", 0.01, 0.01, Rarity.SIMILAR),
        Level("much the same address, another number", 0.02, 0.01),
        Level("part of the address is the same", 0.02, 0.02),
        Level("postcodes that differ by a slip", 0.03, 0.01),
        Level("same postal district", 0.05, 0.02),
        Level("different addresses", 0.1, 0.01),
    )

    def __init__(self, records: Records) -> None:
        text = records.column("address_text")
        self._uprn, self._postcode = records.column("uprn"), records.column("postcode")
        self._words, self._numbers = text.standardised(words_of), text.standardised(numbers_of)
        self._letters = Letters(self._words.values, kinds=32)
        self._sorted_words = as_texts([" ".join(sorted(value.split())) for value in self._words.values])
        self._are_sorted = np.asarray(self._words.texts == self._sorted_words, dtype=np.bool_)
        self._word_sieve = Sieve(self._may_be_alike, _Words.UNLIKE)
        self._words_met = Remembered(len(self._words.values))
        self._slips = Slips(self._postcode)
        self._postcode_sieve = Sieve(self._may_be_near, _Code.APART)
        districts = [postal_district(postcode) for postcode in self._postcode.values]
        self._districts = recoded(np.arange(len(districts), dtype=np.int32), districts).codes
        self._postcode_shares = records.shares("postcode", self._postcode)
        self._home = homes_of(records)
        self._home_shares = records.shares("home", self._home)
        self._former = HomesEver(records)

    def compare(self, left: Places, right: Places) -> Compared:
        """Levels of pairs of records."""
        text, codes = self._words.codes, self._postcode.codes
        words = judge_distinct(text[left], text[right], self._judge_words, _Words.SAME, self._word_sieve)
        code = judge_distinct(
            codes[left], codes[right], self._judge_postcode, _Code.SAME, self._postcode_sieve
        )
        has_both, is_same = _said(self._numbers, left, right)
        number = np.where(is_same, _SAME_NUMBER, has_both)
        levels = _written_levels().take((words * np.uint8(len(_Code) + 1) + code) * np.uint8(3) + number)
        has_both, is_same = _said(self._uprn, left, right)
        levels[is_same] = _HOME
        levels[has_both & (levels == 0)] = _DIFFERENT
        rows = np.flatnonzero((levels != _HOME) & self._former.has_any(left, right))
        levels[rows[self._former.meet(left[rows], right[rows])]] = _FORMER
        return Compared(levels, lambda places: self._shares(levels[places], left[places], right[places]))

    def _shares(self, levels: LevelCodes, left: Places, right: Places) -> LevelShares:
        one, other = self._home.codes[left], self._home.codes[right]
        home = np.maximum(self._home_shares[one], self._home_shares[other])
        code = self._postcode_shares[self._postcode.codes[left]]
        return np.where(levels == _POSTCODE, code, home)

    def _may_be_alike(self, left: Places, right: Places) -> Flags:
        return self._letters.may_have_ratio(left, right, _IN_PART / 100)

    def _may_be_near(self, left: Places, right: Places) -> Flags:
        is_near = self._districts[left] == self._districts[right]
        return np.asarray(is_near | self._slips.possible(left, right))

    def _judge_words(self, left: Places, right: Places) -> LevelCodes:
        return self._words_met.judged(left, right, self._judge_new_words)

    def _judge_new_words(self, left: Places, right: Places) -> LevelCodes:
        score = _ratios(self._words.texts[left], self._words.texts[right])
        are_sorted = self._are_sorted[left] & self._are_sorted[right]
        rows = np.flatnonzero((score < _ALIKE) & ~are_sorted)
        ratios = _ratios(self._sorted_words[left[rows]], self._sorted_words[right[rows]])
        score[rows] = np.maximum(score[rows], ratios)
        return np.select(
            [score >= _ALIKE, score >= _IN_PART], [_Words.LIKE, _Words.IN_PART], _Words.UNLIKE
        ).astype(np.uint8)

    def _judge_postcode(self, left: Places, right: Places) -> LevelCodes:
        is_slip = self._slips.between(left, right)
        is_near = self._districts[left] == self._districts[right]
        return np.select([is_slip, is_near], [_Code.SLIP, _Code.DISTRICT], _Code.APART).astype(np.uint8)


def _ratios(first: Texts, second: Texts) -> npt.NDArray[np.float32]:
    """How alike two texts are, from 0 to 100; 0 where that is less than in part."""
    return cpdist(first, second, scorer=fuzz.ratio, score_cutoff=_IN_PART, workers=threads_for(len(first)))


@cache
def _written_levels() -> LevelCodes:
    """The level for each likeness of words, of postcodes, and of numbers: not known, different, the same."""
    kinds = product(range(len(_Words) + 1), range(len(_Code) + 1), (0, -1, 1))
    return np.array([_level(*each) for each in kinds], dtype=np.uint8)


def _said(column: Column, left: Places, right: Places) -> tuple[Flags, Flags]:
    """Whether both records say something, and whether it is the same."""
    mine, theirs = column.codes[left], column.codes[right]
    has_both = (mine >= 0) & (theirs >= 0)
    return has_both, has_both & (mine == theirs)


def addresses_of_two(background: Background) -> OfTwo:
    """What `Address` says, of two records."""
    homes, postcodes = Shares(background, "home"), Shares(background, "postcode")

    def compare(one: Said, other: Said) -> Agreement:
        level = _level_of_two(one, other)
        if level == _POSTCODE:
            return level, postcodes.of(one.values.get("postcode"))
        return level, max(homes.of(one.home), homes.of(other.home)) if level else 0.0

    return compare


def _level_of_two(one: Said, other: Said) -> int:
    mine, theirs = one.values.get("uprn"), other.values.get("uprn")
    has_both = mine is not None and theirs is not None
    if has_both and mine == theirs:
        return _HOME
    written = (each.values.get(field) for field in ("address_text", "postcode") for each in (one, other))
    level = _written_level(*written)
    if level != _HOME and (one.former or other.former) and not one.homes.isdisjoint(other.homes):
        return _FORMER
    return _DIFFERENT if has_both and level == 0 else level


@lru_cache(1 << 17)
def _written_level(text: str | None, other: str | None, code: str | None, other_code: str | None) -> int:
    """The level of two addresses as they are written."""
    numbers, other_numbers = (None if each is None else numbers_in(each) for each in (text, other))
    is_numbered = numbers is not None and other_numbers is not None
    words = _words_of_two(text, other)
    codes = _codes_of_two(code, other_code)
    number = 0 if not is_numbered else 1 if numbers == other_numbers else -1
    return _level(words, codes, number)


def _level(words: int, code: int, number: int) -> int:
    """The level from words, postcodes, and numbers (1 the same, -1 different, 0 not known)."""
    if code == _Code.SAME and (number > 0 or (words >= _Words.LIKE and number == 0)):
        return _HOME
    if (words >= _Words.LIKE and number > 0) or (words == _Words.SAME and number == 0):
        return _STREET
    if code == _Code.SAME:
        return _POSTCODE
    if words >= _Words.IN_PART:
        return _level_of_part(words, code, number)
    return _CODE_ALONE[code] or (_DIFFERENT if words or number else 0)


def _level_of_part(words: int, code: int, number: int) -> int:
    """The level of addresses of which a part is alike, that are not of one street or postcode."""
    if words == _Words.IN_PART and number > 0:
        return _PARTLY
    if words >= _Words.LIKE:
        return _NEIGHBOUR
    return _NEAR_POSTCODE if code == _Code.SLIP else _SIMILAR


def _words_of_two(text: str | None, other: str | None) -> int:
    mine, theirs = (None if each is None else words_of(each) for each in (text, other))
    if mine is None or theirs is None:
        return 0
    if mine == theirs:
        return _Words.SAME
    ratios = (
        fuzz.ratio(*in_order(mine, theirs)),
        fuzz.ratio(" ".join(sorted(mine.split())), " ".join(sorted(theirs.split()))),
    )
    score = single(max(ratios))
    return _Words.LIKE if score >= _ALIKE else _Words.IN_PART if score >= _IN_PART else _Words.UNLIKE


def _codes_of_two(mine: str | None, theirs: str | None) -> int:
    if mine is None or theirs is None:
        return 0
    if mine == theirs:
        return _Code.SAME
    if is_slip(mine, theirs):
        return _Code.SLIP
    return _Code.DISTRICT if postal_district(mine) == postal_district(theirs) else _Code.APART
