"""The text of an address, reduced to what tells one home from another.

Invariant: parsing is total, and two spellings that differ only in case, punctuation, common
abbreviations or the order of their parts parse alike.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from resolver.standardise import fold

_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_NUMBER_AND_LETTER = re.compile(r"\b(\d+) ([a-z])\b")
_LEADING_ZEROS = re.compile(r"^0+(?=\d)")

_ABBREVIATIONS = {
    "apt": "flat",
    "apartment": "flat",
    "av": "avenue",
    "ave": "avenue",
    "bldg": "building",
    "blk": "block",
    "cl": "close",
    "cres": "crescent",
    "crt": "court",
    "ct": "court",
    "dr": "drive",
    "est": "estate",
    "fl": "flat",
    "flt": "flat",
    "gdn": "gardens",
    "gdns": "gardens",
    "gr": "grove",
    "grv": "grove",
    "hse": "house",
    "la": "lane",
    "ln": "lane",
    "mans": "mansions",
    "pk": "park",
    "pl": "place",
    "rd": "road",
    "sq": "square",
    "st": "street",
    "str": "street",
    "ter": "terrace",
    "terr": "terrace",
    "unit": "flat",
    "wy": "way",
}
_SAYS_NOTHING = frozenset({"flat", "no", "number", "the"})
_NO_ABODE = re.compile(r"\bno fixed (abode|address)\b|\bnfa\b|\bhomeless\b|\brough sleep")

_SAME_STREET = 80.0
_SAME_NAME = 87.0


@dataclass(frozen=True)
class AddressText:
    """Numbers of flat and house in the order of their size, and the other words."""

    numbers: tuple[str, ...]
    words: str

    def is_same_place(self, other: "AddressText") -> bool:
        """Whether both, in one postcode, are one home: same numbers, and words alike."""
        if self.numbers != other.numbers:
            return False
        if not self.words or not other.words:
            return bool(self.numbers)
        enough = _SAME_STREET if self.numbers else _SAME_NAME
        return fuzz.token_set_ratio(self.words, other.words) >= enough


@lru_cache(maxsize=200_000)
def parse(text: str) -> AddressText:
    """The parts of an address that tell it from others."""
    plain = _NUMBER_AND_LETTER.sub(r"\1\2", _NOT_WORDS.sub(" ", fold(text)).strip())
    tokens = [_ABBREVIATIONS.get(token, token) for token in plain.split()]
    numbers = {_LEADING_ZEROS.sub("", token) for token in tokens if token[0].isdigit()}
    words = [token for token in tokens if not token[0].isdigit() and token not in _SAYS_NOTHING]
    return AddressText(tuple(sorted(numbers)), " ".join(words))


def is_no_fixed_abode(text: str) -> bool:
    """Whether the text says that there is no address."""
    return _NO_ABODE.search(fold(text)) is not None


def standardised_address(text: str) -> str | None:
    """Numbers first, then the words that tell; None where it names no place."""
    parts = parse(text)
    return None if is_no_fixed_abode(text) else " ".join([*parts.numbers, parts.words]).strip() or None
