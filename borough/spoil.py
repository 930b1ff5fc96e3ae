"""Spoilt rows: a few rows that no loader should accept, added to what a system delivers.

Invariant: a spoilt row is a copy of a good one under a key of its own, so that nothing true is lost with it.
"""

import random
from copy import deepcopy
from typing import Any

from borough import data_files
from borough.table import Row, Table

SHARE = 0.003


def spoil(table: Table, dice: random.Random) -> None:
    """Add spoilt rows to a table that is to have some, at random places."""
    spoiling = data_files.read("spoilings").get(table.name)
    if spoiling is None:
        return
    for number in range(min(round(SHARE * len(table.rows)) + 1, len(table.rows) // 200)):
        row, rule = _spoilt(table, spoiling, dice, number)
        at = int(dice.random() * (len(table.rows) + 1))
        table.bad = [(place + (place >= at), other) for place, other in table.bad]
        table.rows.insert(at, row)
        table.bad.append((at, rule))


def _spoilt(table: Table, spoiling: dict[str, Any], dice: random.Random, number: int) -> tuple[Row, str]:
    row = deepcopy(dice.choice(table.rows))
    rules = list(spoiling["rules"].items())
    rule, change = rules[number % len(rules)]
    row[spoiling["key"]] = f"9{number:06d}X"
    row.update(change)
    return row, rule
