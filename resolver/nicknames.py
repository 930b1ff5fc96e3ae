"""Nicknames and spellings: which names are forms of one name, read from `data/`.

Invariant: a name may belong to several groups (“ali” is Alison, Alistair and a name of its own); two names
are forms of one name when some group has both. Short forms are of given names, spellings of any name.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from resolver.packed import Codes

_MOST_GROUPS = 8

Groups = Mapping[str, tuple[int, ...]]


@cache
def nickname_groups() -> Groups:
    """The numbers of the groups of short forms that each given name belongs to."""
    return _groups("nicknames")


@cache
def spelling_groups() -> Groups:
    """The numbers of the groups of spellings that each name belongs to."""
    return _groups("spellings")


@cache
def usual_spellings() -> Mapping[str, str]:
    """The first name of the first group of spellings of each name that has any."""
    usual: dict[str, str] = {}
    for line in _lines("spellings"):
        first, *others = line.split(",")
        for name in (first, *others):
            usual.setdefault(name, usual.get(first, first))
    return usual


def group_table(names: Sequence[str], groups: Groups) -> Codes:
    """Group numbers of each name, shape (names, 8), padded with -1."""
    table = np.full((len(names), _MOST_GROUPS), -1, dtype=np.int32)
    for row, name in enumerate(names):
        found = groups_of(name, groups)
        table[row, : len(found)] = found
    return table


def groups_of(name: str, groups: Groups) -> tuple[int, ...]:
    """The numbers of the groups of a name, or where it has none those of its first word; at most 8."""
    found = groups.get(name)
    if found is None:
        found = groups.get(name.split(" ", 1)[0].split("-", 1)[0], ())
    return found[:_MOST_GROUPS]


def _groups(file: str) -> Groups:
    groups: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(_lines(file)):
        for name in line.split(","):
            groups[name] = (*groups.get(name, ()), number)
    return groups


def _lines(file: str) -> list[str]:
    text = files("resolver").joinpath(f"data/{file}.csv").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
