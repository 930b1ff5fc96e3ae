"""The golden record: for each field of a person, the one value that survives from their records.

Invariant: a golden value is one of the records' own values, chosen by criteria that are declared below
and nowhere else; ties are settled by the value itself, so that the choice never depends on order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

import numpy as np
import pyarrow as pa

from graph.vocabulary import vocabulary
from resolver import standardise
from resolver.coded import Integers, Numbers, coded, text


class Criterion(StrEnum):
    """Why one value is preferred to another; the first criterion that differs decides."""

    AGREEMENT = "agreement"
    """More of the person's records carry the value."""
    TRUST = "trust"
    """The most trusted source that carries it is trusted more."""
    RECENCY = "recency"
    """It was recorded later."""
    COMPLETENESS = "completeness"
    """It says more: a whole date rather than a year, a name rather than an initial."""


_SETTLED = (Criterion.COMPLETENESS, Criterion.AGREEMENT, Criterion.TRUST, Criterion.RECENCY)
_CHANGING = (Criterion.AGREEMENT, Criterion.RECENCY, Criterion.TRUST)
_CURRENT = (Criterion.RECENCY, Criterion.TRUST, Criterion.AGREEMENT)
_ISSUED = (Criterion.TRUST, Criterion.AGREEMENT, Criterion.RECENCY)

SURVIVORSHIP: Mapping[str, tuple[Criterion, ...]] = {
    "given_name": _SETTLED,
    "middle_name": _SETTLED,
    "family_name": _CHANGING,
    "birth_date": _SETTLED,
    "death_date": _SETTLED,
    "sex": _CHANGING,
    "nhs_number": _ISSUED,
    "phone": _CURRENT,
    "email": _CURRENT,
    "ethnicity": _CHANGING,
    "language": _CHANGING,
}
"""The criteria of each golden field, most important first."""

RESTRICTIONS = tuple(vocabulary().codes["restriction"])
"""The restrictions of records, from the mildest to the strictest."""

_DATES = frozenset({"birth_date", "death_date"})
_FULL_NAME_LENGTH = 2


@dataclass(frozen=True)
class _Candidates:
    """The values of one field, a row a record that has one."""

    person: Integers
    code: Integers
    values: tuple[str, ...]
    trust: Numbers
    recency: Integers


@dataclass(frozen=True)
class _Sides:
    """What speaks for all values of a record: the trust in its source, and when it was recorded."""

    trust: Numbers
    recency: Integers

    @classmethod
    def of(cls, records: pa.Table, trust: Mapping[str, float]) -> Self:
        """A row a record."""
        source = coded(records, "source")
        by_source = np.array([trust.get(name, 0.0) for name in source.values], dtype=np.float64)
        return cls(by_source[source.codes], coded(records, "recorded_at").codes)


def golden(records: pa.Table, person: Integers, trust: Mapping[str, float]) -> pa.Table:
    """The golden record of every person.

    Args:
        records: a row a record, with `source`, `recorded_at` and canonical fields (missing columns are
            taken as empty).
        person: for each record the number of its person, 0 to n-1, each at least once.
        trust: how far each source is preferred, 0 to 1; sources not named count as 0.

    Returns:
        A table of n rows in the order of the persons' numbers: the fields of `SURVIVORSHIP`,
        `restriction`, which is the strictest of any record, and `record_count`.
    """
    count = int(person.max()) + 1 if len(person) else 0
    sides = _Sides.of(records, trust)
    columns: dict[str, pa.Array[Any]] = {
        field: _survivors(records, field, person, sides, count) for field in SURVIVORSHIP
    }
    columns["restriction"] = _strictest(records, person, count)
    columns["record_count"] = pa.array(np.bincount(person, minlength=count), pa.int64())
    return pa.table(columns)


def _survivors(records: pa.Table, field: str, person: Integers, sides: _Sides, count: int) -> pa.StringArray:
    """The surviving value of one field for each person, null where no record has one."""
    candidates = _candidates(records, field, person, sides)
    keys = [_criterion(field, candidates, criterion) for criterion in SURVIVORSHIP[field]]
    order = np.lexsort([candidates.code, *(-key for key in reversed(keys)), candidates.person])
    owners, first = np.unique(candidates.person[order], return_index=True)
    chosen = np.full(count, -1, dtype=np.int64)
    chosen[owners] = candidates.code[order][first]
    return text(chosen, candidates.values)


def _strictest(records: pa.Table, person: Integers, count: int) -> pa.StringArray:
    """The strictest restriction of each person's records, the mildest where none is marked."""
    column = coded(records, "restriction")
    strictness = np.array([RESTRICTIONS.index(value) for value in column.values], dtype=np.int64)
    rows = np.flatnonzero(column.present)
    strictest = np.zeros(count, dtype=np.int64)
    np.maximum.at(strictest, person[rows], strictness[column.codes[rows]])
    return text(strictest, RESTRICTIONS)


def _candidates(records: pa.Table, field: str, person: Integers, sides: _Sides) -> _Candidates:
    column = coded(records, field)
    rows = np.flatnonzero(column.present)
    return _Candidates(
        person=person[rows],
        code=column.codes[rows],
        values=column.values,
        trust=sides.trust[rows],
        recency=sides.recency[rows],
    )


def _criterion(field: str, candidates: _Candidates, criterion: Criterion) -> Numbers:
    """How each candidate's value fares; a property of (person, value), so its best record counts."""
    pair = candidates.person * (len(candidates.values) + 1) + candidates.code
    _, group = np.unique(pair, return_inverse=True)
    if criterion is Criterion.AGREEMENT:
        return np.bincount(group)[group].astype(np.float64)
    if criterion is Criterion.COMPLETENESS:
        return _completeness(field, candidates.values)[candidates.code]
    each = candidates.trust if criterion is Criterion.TRUST else candidates.recency.astype(np.float64)
    best = np.full(group.max(initial=-1) + 1, -np.inf)
    np.maximum.at(best, group, each)
    return best[group]


def _completeness(field: str, values: tuple[str, ...]) -> Numbers:
    says = _date_says if field in _DATES else _text_says
    return np.array([says(value) for value in values], dtype=np.float64)


def _date_says(value: str) -> int:
    """How many parts of a date are known: none where it is one that systems fill in by default."""
    return 0 if standardise.date(value) is None else value.count("-") + 1


def _text_says(value: str) -> int:
    """Whether it is a whole word or only a letter."""
    return min(len(value), _FULL_NAME_LENGTH)


def golden_of_few(
    rows: Sequence[Mapping[str, Any]], person: Sequence[int], trust: Mapping[str, float]
) -> list[dict[str, Any]]:
    """What `golden` gives, row by row: of few records, making columns takes longer than the work."""
    mine: list[list[Mapping[str, Any]]] = [[] for _ in range(max(person, default=-1) + 1)]
    for row, number in zip(rows, person, strict=True):
        mine[number].append(row)
    return [_golden_of(each, trust) for each in mine]


def _golden_of(rows: Sequence[Mapping[str, Any]], trust: Mapping[str, float]) -> dict[str, Any]:
    made: dict[str, Any] = {field: _survivor(rows, field, trust) for field in SURVIVORSHIP}
    marked = [RESTRICTIONS.index(row["restriction"]) for row in rows if row.get("restriction") is not None]
    return {**made, "restriction": RESTRICTIONS[max(marked, default=0)], "record_count": len(rows)}


def _survivor(rows: Sequence[Mapping[str, Any]], field: str, trust: Mapping[str, float]) -> str | None:
    found: dict[str, list[tuple[float, str]]] = {}
    for row in rows:
        value = row.get(field)
        if value is not None:
            found.setdefault(value, []).append((trust.get(row["source"], 0.0), row.get("recorded_at") or ""))
    if len(found) < 2:
        return next(iter(found), None)
    return max(sorted(found), key=lambda value: _merits(field, value, found[value]))


def _merits(field: str, value: str, said: Sequence[tuple[float, str]]) -> tuple[Any, ...]:
    """What speaks for a value, most important first."""
    merits = {
        Criterion.AGREEMENT: len(said),
        Criterion.TRUST: max(trust for trust, _ in said),
        Criterion.RECENCY: max(day for _, day in said),
        Criterion.COMPLETENESS: (_date_says if field in _DATES else _text_says)(value),
    }
    return tuple(merits[criterion] for criterion in SURVIVORSHIP[field])
