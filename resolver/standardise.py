"""Standardise: one spelling for values that differ only in how they were typed.

Invariant: standardising is idempotent, never fails, and turns stand-in values (“unknown”, “baby”,
a default date) into nothing, because two records that both say nothing do not agree on anything.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from operator import mul

import yaml

_NOT_LETTERS = re.compile(r"[^a-z\- ]+")
_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_NHS_WEIGHTS = tuple(range(10, 1, -1))
_NHS_ZEROS = ord("0") * sum(_NHS_WEIGHTS)
_SPACES = re.compile(r"\s+")
_PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_FOLDED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "\u0131": "i"}
)


@cache
def placeholders() -> dict[str, frozenset[str]]:
    """The stand-in values of each field, from `data/placeholders.yaml`."""
    text = files("resolver").joinpath("data/placeholders.yaml").read_text("utf-8")
    return {field: frozenset(values) for field, values in yaml.safe_load(text).items()}


def fold(text: str) -> str:
    """Lower case without accents."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_FOLDED))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()


def name(text: str) -> str | None:
    """A personal name: lower case, letters, single spaces and hyphens; None for a stand-in."""
    folded = fold(text)
    if not (folded.isascii() and folded.replace(" ", "").isalpha()):
        folded = folded.replace("'", "").replace("\u2019", "").replace("`", "")
        folded = _NOT_LETTERS.sub(" ", folded)
    words = [word.strip("-") for word in folded.split()]
    plain = " ".join(word for word in words if word)
    return None if not plain or is_placeholder_name(plain) else plain


def is_placeholder_name(plain: str) -> bool:
    """Whether a standardised name stands for not knowing the name, as “baby” or “twin two” does."""
    stand_ins = placeholders()["name"]
    return plain in stand_ins or all(word in stand_ins for word in plain.split())


def words(text: str) -> str | None:
    """Free text: lower-case words and numbers with single spaces; None for a stand-in."""
    plain = _NOT_WORDS.sub(" ", fold(text)).strip()
    return None if not plain or plain in placeholders()["text"] else plain


def date(text: str) -> str | None:
    """A partial ISO date as eight digits, unknown parts as zeros; None for a default date.

    A month or day that does not exist is kept, because it is still evidence of what was meant.
    """
    found = _PARTIAL_DATE.fullmatch(text.strip())
    if found is None or text in placeholders()["date"]:
        return None
    year, month, day = (part or "00" for part in found.groups())
    return None if int(year) == 0 else f"{int(year):04}{month}{day}"


def compact(text: str) -> str | None:
    """An identifier without spaces or punctuation, in lower case: a postcode, a phone number."""
    return _NOT_WORDS.sub("", fold(text)) or None


def email(text: str) -> str | None:
    """An email address in lower case; None where there is no @."""
    plain = _SPACES.sub("", text.lower())
    return plain if "@" in plain.strip("@") else None


def postcode(text: str) -> str | None:
    """A postcode without spaces; None for one that stands for no fixed abode or not known."""
    plain = compact(text)
    return None if plain is None or plain in placeholders()["postcode"] else plain


def nhs_number(text: str) -> str | None:
    """Ten digits whose check digit holds (NHS Data Dictionary, modulus 11); None for anything else."""
    digits = text if text.isdigit() else _NOT_WORDS.sub("", text.lower())
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit() or digits == digits[0] * 10:
        return None
    total = sum(map(mul, digits[:9].encode(), _NHS_WEIGHTS)) - _NHS_ZEROS
    return digits if (11 - total % 11) % 11 == int(digits[9]) else None
