"""Whole names in one column: `Given Middle Family` or `FAMILY, Given Middle`."""

import re
from dataclasses import dataclass

from graph.values import name as one_name

_DIGIT = re.compile("[0-9]")


@dataclass(frozen=True)
class NameParts:
    """The parts of a whole name; a part that is not there is empty."""

    title: str
    given: str
    middle: str
    family: str


def canonical(text: str) -> str:
    """The name in the order in which it is spoken, without its title.

    Raises:
        RefusedValueError: as for a single name.
    """
    given, family = _halves(one_name.spaced(text))
    return one_name.spaced(one_name.cased([*one_name.without_titles(given)[1], *family]))


def split(text: str) -> NameParts:
    """The parts of the name, each canonical.

    The last word is the family name, with the particles before it (`van der Berg`); before a
    comma the whole is. A single word is a family name.

    Raises:
        RefusedValueError: as for a single name.
    """
    given, family = _halves(one_name.spaced(text))
    titles, given = one_name.without_titles(given)
    if not family:
        given, family = _at_last_word(given)
    parts = one_name.cased([*given, *family]).split(" ")
    given, family = parts[: len(given)], parts[len(given) :]
    return NameParts(one_name.cased(titles), " ".join(given[:1]), " ".join(given[1:]), " ".join(family))


def _halves(line: str) -> tuple[list[str], list[str]]:
    """Words before the family name, and the family name where a comma shows it.

    A comma before something with a digit, such as `1st Baron`, shows no family name.
    """
    family, given = (half.strip(one_name.EDGES) for half in line.partition(",")[::2])
    if not (family and given) or _DIGIT.search(given):
        return line.replace(",", " ").split(), []
    titles, words = one_name.without_titles(family.split())
    return [*titles, *given.replace(",", " ").split()], words


def _at_last_word(words: list[str]) -> tuple[list[str], list[str]]:
    at = len(words) - 1
    while at > 1 and one_name.is_particle(words[at - 1]):
        at -= 1
    return words[:at], words[at:]
