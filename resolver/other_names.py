"""Other names: the words of a whole name that are neither the given nor the family name.

Invariant: a middle name that a record states stands; only where there is none is it read off the whole
name.
"""

import numpy as np

from resolver.packed import Longs, group, pack
from resolver.standardise import placeholders
from resolver.values import Column, recoded


def middle_names(stated: Column, full: Column, given: Column, family: Column) -> Column:
    """The middle names stated, and where none is, the further words of the whole name."""
    rows = np.flatnonzero((stated.codes < 0) & (full.codes >= 0))
    if not len(rows):
        return stated
    first, inverse = _distinct(full, given, family, rows)
    found = [_further(full, given, family, row) for row in first.tolist()]
    codes = stated.codes.copy()
    codes[rows] = len(stated.values) + inverse
    return recoded(codes, [*stated.values, *found])


def _distinct(full: Column, given: Column, family: Column, rows: Longs) -> tuple[Longs, Longs]:
    """One row of each distinct combination of the three names, and which one each row is."""
    names = group(pack(given.codes[rows] + 1, family.codes[rows] + 1)).inverse
    distinct, inverse = group(pack(full.codes[rows], names))
    first = np.empty(len(distinct), dtype=np.int64)
    first[inverse] = rows
    return first, inverse.astype(np.int64)


def _further(full: Column, given: Column, family: Column, row: int) -> str | None:
    return further_words(full.values[full.codes[row]], _said(given, row), _said(family, row))


def _said(column: Column, row: int) -> str | None:
    code = column.codes[row]
    return column.values[code] if code >= 0 else None


def further_words(full: str, given: str | None, family: str | None) -> str | None:
    """The words of a whole name that the given and the family name lack; all are standardised."""
    said = set(placeholders()["title"])
    for name in (given, family):
        if name is not None:
            said.update(name.replace("-", " ").split())
    words = full.replace("-", " ").split()
    return " ".join(word for word in words if word not in said and len(word) > 1) or None
