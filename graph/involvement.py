"""Involvement: what services did with people, derived from the records of their systems.

Invariant: every episode, intervention and outcome is one record's, belongs to the person of the person
row that it names, and has an id that depends on that record alone. A row that names no known person row
gives nothing until that row arrives.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from graph.minter import Minter
from graph.own import person_row
from graph.vocabulary import RowKind, vocabulary

Columns = dict[str, list[Any]]


@dataclass(frozen=True)
class Sources:
    """What involvement is derived from.

    Attributes:
        persons: for each person row's record id, its person.
        domains: for each source, the part of the council that it serves.
        key: the key that opaque ids are hashed with.
    """

    persons: Mapping[str, str]
    domains: Mapping[str, str]
    key: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Involvement:
    """One table a layer, with the columns that the layer declares."""

    services: pa.Table
    workers: pa.Table
    teams: pa.Table
    episodes: pa.Table
    interventions: pa.Table
    outcomes: pa.Table
    works_with: pa.Table
    in_team: pa.Table
    related: pa.Table


def derive(records: Mapping[RowKind, pa.Table], sources: Sources) -> Involvement:
    """The involvement that the records of these kinds of row tell of."""
    episodes = _rows(records, RowKind.EPISODE, sources)
    helps = _rows(records, RowKind.INTERVENTION, sources)
    outcomes = _rows(records, RowKind.OUTCOME, sources)
    both = [*episodes, *helps]
    return Involvement(
        services=_table(("id", "name", "domain"), _services(both)),
        workers=_table(("id",), {(row["worker"],) for row in both if row["worker"]}),
        teams=_table(("id",), {(row["team"],) for row in both if row["team"]}),
        episodes=_table(
            ("id", "kind", "start", "end", "outcome", "recorded_at", "person", "service"),
            map(_episode, episodes),
        ),
        interventions=_table(
            ("id", "kind", "start", "end", "recorded_at", "person", "service"), map(_intervention, helps)
        ),
        outcomes=_table(("id", "kind", "value", "at", "recorded_at", "person"), map(_outcome, outcomes)),
        works_with=_table(("start_id", "end_id", "from", "to", "purpose"), _works_with(both)),
        in_team=_table(
            ("start_id", "end_id"),
            {(row["worker"], row["team"]) for row in both if row["worker"] and row["team"]},
        ),
        related=_table(
            ("start_id", "end_id", "kind", "recorded_at"), _related(records[RowKind.RELATIONSHIP], sources)
        ),
    )


def involvement_id(kind: RowKind, source: str, key: str, secret: bytes) -> str:
    """The id of the episode, help or outcome that a row of this kind tells of."""
    return Minter(kind.value[0], secret).mint(source, key)


def _rows(records: Mapping[RowKind, pa.Table], kind: RowKind, sources: Sources) -> list[dict[str, Any]]:
    """The rows about known people, with the person, the domain, and ids of the row and its service."""
    columns = _columns(records[kind], ("source", "key", *vocabulary().fields_of(kind)))
    rows = []
    for values in zip(*columns.values(), strict=True):
        row = dict(zip(columns, values, strict=True))
        person = sources.persons.get(person_row(row["source"], row["person_key"]))
        if person is not None:
            domain = sources.domains.get(row["source"], "other")
            row |= {
                "person": person,
                "domain": domain,
                "id": involvement_id(kind, row["source"], row["key"], sources.key),
            }
            rows.append(row | {"service_id": _service_id(row.get("service"), domain)})
    return rows


def _columns(table: pa.Table, names: Iterable[str]) -> Columns:
    present = set(table.column_names)
    return {name: table[name].to_pylist() if name in present else [None] * table.num_rows for name in names}


def _service_id(name: str | None, domain: str) -> str | None:
    return None if name is None else Minter("s").mint(name, domain)


def _services(rows: Iterable[Mapping[str, Any]]) -> set[tuple[str, str, str]]:
    return {(row["service_id"], row["service"], row["domain"]) for row in rows if row["service_id"]}


def _episode(row: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("id", "episode_kind", "start", "end", "episode_outcome", "recorded_at", "person", "service_id")
    return tuple(row[name] for name in names)


def _intervention(row: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("id", "intervention_kind", "start", "end", "recorded_at", "person", "service_id")
    return tuple(row[name] for name in names)


def _outcome(row: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("id", "outcome_kind", "outcome_value", "outcome_at", "recorded_at", "person")
    return tuple(row[name] for name in names)


def _works_with(rows: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """One relationship for each worker, person and service: from the first start to the last end."""
    spans: dict[tuple[str, str, str | None], tuple[str | None, str | None]] = {}
    for row in rows:
        if row["worker"] is not None:
            key = (row["worker"], row["person"], row["service"])
            span = (row["start"], row["end"])
            spans[key] = _joined(spans[key], span) if key in spans else span
    for (worker, person, service), (first, last) in spans.items():
        yield worker, person, first, last, service


def _joined(
    left: tuple[str | None, str | None], right: tuple[str | None, str | None]
) -> tuple[str | None, str | None]:
    first = min((day for day in (left[0], right[0]) if day is not None), default=None)
    last = None if left[1] is None or right[1] is None else max(left[1], right[1])
    return first, last


def _related(table: pa.Table, sources: Sources) -> Iterator[tuple[Any, ...]]:
    """One relationship for each two people and kind, known from the first day that a record tells of it."""
    first: dict[tuple[str, str, str], str | None] = {}
    columns = _columns(table, ("source", "person_key", "other_key", "relation", "recorded_at"))
    for source, key, other_key, kind, day in zip(*columns.values(), strict=True):
        person = sources.persons.get(f"{source}/{key}")
        other = sources.persons.get(f"{source}/{other_key}")
        if person is not None and other is not None and person != other:
            known = first.setdefault((person, other, kind), day)
            if known is not None and day is not None and day < known:
                first[person, other, kind] = day
    for (person, other, kind), day in first.items():
        yield person, other, kind, day


def _table(names: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return pa.table(
        {name: pa.array(column, pa.string()) for name, column in zip(names, columns, strict=True)}
    )
