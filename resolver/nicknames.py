"""Nicknames: which given names are forms of one name, read from `data/nicknames.csv`.

Invariant: a name may belong to several groups (“ali” is Alison, Alistair and a name of its own);
two names are forms of one name when some group has both.
"""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np

from resolver.packed import Codes

_MOST_GROUPS = 4


@cache
def nickname_groups() -> dict[str, tuple[int, ...]]:
    """The numbers of the groups each name belongs to."""
    text = files("resolver").joinpath("data/nicknames.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    groups: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(lines):
        for name in line.split(","):
            groups[name] = (*groups.get(name, ()), number)
    return groups


def group_table(names: Sequence[str]) -> Codes:
    """Group numbers of each name, shape (names, 4), padded with distinct negatives that never agree.

    The first word of a name of several words counts.
    """
    groups = nickname_groups()
    table = np.full((len(names), _MOST_GROUPS), -1, dtype=np.int32)
    for row, name in enumerate(names):
        found = groups.get(name.split(" ", 1)[0].split("-", 1)[0], ())[:_MOST_GROUPS]
        table[row, : len(found)] = found
    return table
