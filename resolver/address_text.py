"""The text of an address, reduced to what tells one home from another.

Invariant: parsing is total, and two spellings that differ only in case, punctuation, common
abbreviations or the order of their parts parse alike.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from resolver.standardise import fold

_TOKEN = re.compile(r"[a-z0-9]+")

ABBREVIATIONS = {
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
SAYS_NOTHING = frozenset({"flat", "no", "number", "the"})
_NO_ABODE = re.compile(r"\bno fixed (abode|address)\b|\bnfa\b|\bhomeless\b|\brough sleep")
SAYS_NO_ABODE = ("fixed", "nfa", "homeless", "rough")
"""Parts of words of which a text that says so has one."""

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
    return _parsed(fold(text))


def _parsed(folded: str) -> AddressText:
    """The parts of an address in lower case."""
    numbers, words, number = set(), [], ""
    for token in _TOKEN.findall(folded):
        if number:
            is_its_letter = len(token) == 1 and token.isalpha() and number.isdigit()
            numbers.add(without_zeros(number + token if is_its_letter else number))
            number = ""
            if is_its_letter:
                continue
        if token[0].isdigit():
            number = token
        elif (word := ABBREVIATIONS.get(token, token)) not in SAYS_NOTHING:
            words.append(word)
    if number:
        numbers.add(without_zeros(number))
    return AddressText(tuple(sorted(numbers)), " ".join(words))


def without_zeros(number: str) -> str:
    """The number without the zeros that stand before another digit."""
    rest = number.lstrip("0")
    return rest if rest[:1].isdigit() else f"0{rest}"


def is_no_fixed_abode(text: str) -> bool:
    """Whether the text says that there is no address."""
    return says_no_abode(fold(text))


def says_no_abode(folded: str) -> bool:
    """Whether a text in lower case says that there is no address."""
    return any(part in folded for part in SAYS_NO_ABODE) and _NO_ABODE.search(folded) is not None


def standardised_address(text: str) -> str | None:
    """Numbers first, then the words that tell; None where it names no place."""
    folded = fold(text)
    if says_no_abode(folded):
        return None
    parts = _parsed(folded)
    return " ".join([*parts.numbers, parts.words]).strip() or None
