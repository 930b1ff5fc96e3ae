"""Names of people, as one would write them: accents, hyphens and apostrophes are kept.

Only a word all in capitals or all in small letters is given its capital anew, since its own is lost.
"""

import re
import unicodedata

from graph.errors import RefusedValueError
from graph.values import text as free_text

EDGES = " -,;/"
_LONGEST = 200
_INITIALS = 2
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u0060\u00b4", "'"))
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014", "-"))
_AROUND_DASH = re.compile(r"\s*-\s*")
_TITLE = re.compile(r"(?:mrs?|miss|m[sx]|dr|prof(?:essor)?|rev(?:d|erend)?|sir|dame|lady|lord|master)\.?")
_PARTICLE = re.compile("af|al|bint?|da|de[lr]?|della|di|dos|du|el|l[ae]|of|te[nr]|the|und|v[ao]n|y")
_START = re.compile(r"(^|['-])(mc)?(\w)")


def canonical(text: str) -> str:
    """The name with its title taken off and its spaces and capitals in order.

    Raises:
        RefusedValueError: there is no letter in it, or it is longer than 200 characters.
    """
    words = without_titles(spaced(text).split(" "))[1]
    return cased(words)


def spaced(text: str) -> str:
    """The name with single spaces, straight apostrophes and plain hyphens.

    Raises:
        RefusedValueError: there is no letter in it, or it is longer than 200 characters.
    """
    line = free_text.tidy(text)
    if "`" in line or not line.isascii():
        line = line.translate(_APOSTROPHES).translate(_DASHES)
    line = _AROUND_DASH.sub("-", line).strip(EDGES)
    if not any(map(str.isalpha, line)):
        raise RefusedValueError("name_without_letter", "a name has letters", "list stand-ins under `nothing`")
    if len(line) > _LONGEST:
        raise RefusedValueError("name_too_long", f"longer than {_LONGEST} characters", "is a quote missing?")
    return line


def without_titles(words: list[str]) -> tuple[list[str], list[str]]:
    """Leading titles, and the words after them; a last word is never a title."""
    count = 0
    while count < len(words) - 1 and is_title(words[count]):
        count += 1
    return words[:count], words[count:]


def is_title(word: str) -> bool:
    """Whether `word` is a title, such as Mrs or Dr."""
    return _TITLE.fullmatch(word.lower()) is not None


def is_particle(word: str) -> bool:
    """Whether `word` belongs to the family name after it, such as van or de."""
    return _PARTICLE.fullmatch(word.lower()) is not None


def cased(words: list[str]) -> str:
    """The words as one name, with capitals where its writer left none or used nothing else.

    Until nothing changes: a small letter made a capital may leave a name all in capitals.
    """
    name = " ".join(words)
    is_plain = name.isupper() or name.islower()
    recased = " ".join(_cased_word(word, at, is_plain) for at, word in enumerate(words))
    composed = unicodedata.normalize("NFC", recased)
    return name if composed == name else cased(composed.split(" "))


def _cased_word(word: str, at: int, is_plain: bool) -> str:
    """`word` recased, but for initials and particles in a name whose writer did use both cases."""
    if not (word.islower() or (word.isupper() and (is_plain or len(word) > _INITIALS))):
        return word
    if is_particle(word) and (at or not is_plain):
        return word.lower()
    return _START.sub(_with_capital, word.lower())


def _with_capital(match: re.Match[str]) -> str:
    before, prefix, letter = match.groups()
    capital = letter.title()
    return f"{before}{'Mc' if prefix else ''}{capital if len(capital) == 1 else letter}"
