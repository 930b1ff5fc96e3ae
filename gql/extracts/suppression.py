"""Rows of which none is among few: each combination of what tells who and where people are is there often.

Rows of rarer combinations lose those values, and go altogether where too few are left that have lost them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gql.extracts.columns import Column, Row


@dataclass(frozen=True)
class Safe:
    """Rows of which none is among few, and what that took.

    Attributes:
        blanked: how many rows lost what is told of who and where somebody is.
        left_out: how many rows are not there.
    """

    rows: list[Row]
    blanked: int
    left_out: int


def made_safe(rows: Sequence[Row], columns: Sequence[Column], smallest: int) -> Safe:
    """Rows, in an order of their own, in which each combination of telling values is there often enough."""
    telling = [place for place, column in enumerate(columns) if column.is_telling]
    cells = Counter(_cell(row, telling) for row in rows)
    few = [row for row in rows if cells[_cell(row, telling)] < smallest]
    kept = [row for row in rows if cells[_cell(row, telling)] >= smallest]
    already = cells[tuple(None for _ in telling)]
    enough = len(few) + (already if already >= smallest else 0) >= smallest
    shown = [_blank(row, telling) for row in few] if enough and telling else []
    return Safe(in_order([*kept, *shown], columns), len(shown), len(few) - len(shown))


def in_order(rows: Sequence[Row], columns: Sequence[Column]) -> list[Row]:
    """Rows in an order of their own, so that no two extracts can be joined by theirs."""
    first = next((place for place, column in enumerate(columns) if column.is_id), 0)
    return sorted(rows, key=lambda row: [str(row[first]), *map(str, row)])


def _cell(row: Row, telling: Sequence[int]) -> tuple[Any, ...]:
    return tuple(row[place] for place in telling)


def _blank(row: Row, telling: Sequence[int]) -> Row:
    return [None if place in telling else value for place, value in enumerate(row)]
