"""The next generation of people: their ids, golden fields and records, from clusters and what was before.

Invariant: a pure function of its arguments; where nothing changed it returns the generation before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from graph.generation import Generation, Links
from graph.minter import Minter
from graph.people import Retired
from graph.vocabulary import vocabulary
from resolver.coded import Integers, coded
from resolver.decide import record_ids
from resolver.golden import golden
from resolver.identity import Assignment, Known, assign


@dataclass(frozen=True)
class People:
    """The people of a generation.

    Attributes:
        generation: what the graph is to hold.
        assignment: what became of the ids before.
        ids: the id of each person.
        golden: the golden record of each person.
        of_row: for each record the number of its person.
    """

    generation: Generation
    assignment: Assignment
    ids: tuple[str, ...]
    golden: pa.Table
    of_row: Integers


@dataclass(frozen=True)
class Terms:
    """The moment at which people who are new were first known, and the key that ids are hashed with."""

    at: str
    key: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Before:
    """What the graph held: the generation, and the ids retired up to then."""

    generation: Generation = field(default_factory=Generation)
    retired: Retired = field(default_factory=Retired)

    def known(self) -> Known:
        """The identities to keep."""
        since = {id_: person["created_at"] for id_, person in self.generation.people.items()}
        retired = self.retired
        return Known(self.generation.links.person, since, frozenset(retired.since), retired.former)

    def since(self, id_: str, otherwise: str) -> object:
        """When a person was first known; a retired id that lives again is as old as it was."""
        person = self.generation.people.get(id_)
        return self.retired.since.get(id_, otherwise) if person is None else person["created_at"]


def next_people(
    records: pa.Table, entity: pa.Table, before: Before, trust: Mapping[str, float], terms: Terms
) -> People:
    """The people that the clusters `entity` (source, key, entity_id, a row a record) make.

    Args:
        records: canonical person rows, in the order of `entity`.
        entity: which records are of one person.
        before: what the graph held.
        trust: how far each source is preferred.
        terms: the moment and the key of ids.
    """
    of_row = _dense(coded(entity, "entity_id").codes)
    record = record_ids(records)
    days = (
        records["recorded_at"].to_pylist() if "recorded_at" in records.column_names else [None] * len(record)
    )
    table = golden(records, of_row, trust)
    generation, assignment = generation_of(
        record.tolist(), days, of_row.tolist(), table.to_pylist(), before, terms
    )
    return People(generation, assignment, assignment.ids, table, of_row)


def generation_of(
    record: Sequence[str],
    days: Sequence[str | None],
    of_row: Sequence[int],
    golden_rows: Sequence[Mapping[str, Any]],
    before: Before,
    terms: Terms,
) -> tuple[Generation, Assignment]:
    """The next generation, and what became of the ids before.

    Args:
        record: the ids of records.
        days: from which day each was known.
        of_row: the number of the person of each.
        golden_rows: the golden record of each person.
        before: what the graph held.
        terms: the moment and the key of ids.
    """
    groups: list[list[str]] = [[] for _ in golden_rows]
    for id_, number in zip(record, of_row, strict=True):
        groups[number].append(id_)
    assignment = assign(before.known(), groups, Minter("p", terms.key))
    person = {id_: assignment.ids[number] for id_, number in zip(record, of_row, strict=True)}
    links = Links(person, dict(zip(record, days, strict=True)))
    people = _properties(golden_rows, assignment, before, terms.at)
    return Generation(people, links, assignment.merged, assignment.split), assignment


def _dense(codes: Integers) -> Integers:
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def _properties(
    golden_rows: Sequence[Mapping[str, Any]], assignment: Assignment, before: Before, at: str
) -> dict[str, dict[str, object]]:
    names = tuple(vocabulary().kinds["Person"].properties)
    people: dict[str, dict[str, object]] = {}
    for id_, row in zip(assignment.ids, golden_rows, strict=True):
        made = {**row, "id": id_, "created_at": before.since(id_, at)}
        people[id_] = {name: made.get(name) for name in names}
    return people
