"""Noise: the ways in which clerks, forms and alphabets spoil what is true.

Invariant: a function of this module changes its argument or returns it as it is; it never consults the truth
about anything else.
"""

import random
import unicodedata
from datetime import date

from borough.calendar import CUT

_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUND_PAIRS = "ph:f ck:k ou:u ee:i ea:ee kh:k th:t ll:l ss:s nn:n tt:t ie:y y:i z:s v:w c:k e:a o:u a:e"
SOUNDS = tuple((pair[: pair.index(":")], pair[pair.index(":") + 1 :]) for pair in _SOUND_PAIRS.split())
"""One sound, and how else it is written; the likelier first."""
_UNFOLDED = str.maketrans("łŁøØđĐ", "lLoOdD")


def folded(text: str) -> str:
    """`text` without accents."""
    plain = unicodedata.normalize("NFKD", text.translate(_UNFOLDED))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def mistyped(dice: random.Random, text: str) -> str:
    """One slip of the fingers: a neighbouring key, a letter lost or doubled, or two swapped."""
    if len(text) < 3:
        return text
    at = 1 + int(dice.random() * (len(text) - 2))
    slip = dice.choice((_neighbour, _lost, _doubled, _swapped))
    return slip(dice, text, at)


def misheard(dice: random.Random, text: str) -> str:
    """One sound written as another of its kind."""
    lower = text.lower()
    found = [(sound, other) for sound, other in SOUNDS if sound in lower[1:]]
    if not found:
        return text
    sound, other = dice.choice(found[:4])
    at = lower.index(sound, 1)
    return text[:at] + other + text[at + len(sound) :]


def respelt(dice: random.Random, text: str, spellings: dict[str, tuple[str, ...]]) -> str:
    """Another spelling of one word of a name; by its sound where none is listed."""
    words = text.split(" ")
    for at, word in enumerate(words):
        others = spellings.get(word)
        if others:
            words[at] = dice.choice(others)
            return " ".join(words)
    return misheard(dice, folded(text))


def misdated(dice: random.Random, born: date) -> date:
    """A wrong date of birth: day and month swapped, a digit wrong, or a default date."""
    drawn = dice.random()
    if drawn < 0.4 and born.day <= 12 and born.day != born.month:
        swapped = date(born.year, born.day, born.month)
        return swapped if swapped <= CUT else date(1900, 1, 1)
    if drawn < 0.75:
        return _wrong_digit(dice, born)
    default = date(1900, 1, 1) if dice.random() < 0.5 else date(born.year, 1, 1)
    return default if default != born else date(1900, 1, 1)


def _wrong_digit(dice: random.Random, born: date) -> date:
    while True:
        part = dice.choice(("day", "month", "year"))
        try:
            found = _replaced(dice, born, part)
        except ValueError:
            continue
        if found != born and found <= CUT:
            return found


def _replaced(dice: random.Random, born: date, part: str) -> date:
    if part == "day":
        return born.replace(day=born.day // 10 * 10 + int(dice.random() * 10))
    if part == "month":
        return born.replace(month=1 + int(dice.random() * 12))
    return born.replace(year=born.year + dice.choice((-10, -2, -1, 1)))


def _neighbour(dice: random.Random, text: str, at: int) -> str:
    for row in _KEYS:
        place = row.find(text[at].lower())
        if place >= 0:
            step = -1 if place == len(row) - 1 or (place and dice.random() < 0.5) else 1
            return text[:at] + row[place + step] + text[at + 1 :]
    return _lost(dice, text, at)


def _lost(_: random.Random, text: str, at: int) -> str:
    return text[:at] + text[at + 1 :]


def _doubled(_: random.Random, text: str, at: int) -> str:
    return text[: at + 1] + text[at].lower() + text[at + 1 :]


def _swapped(_: random.Random, text: str, at: int) -> str:
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :] if at + 1 < len(text) else text
