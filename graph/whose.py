"""Whose: which records are of whom, and the records of some people.

Invariant: an address row is of the person whose row it is about; a record of nobody is left out.
"""

from collections.abc import Collection
from typing import LiteralString

import pyarrow as pa

from graph.batch import record_schema
from graph.reading import read_rows
from graph.records import export_records
from graph.store import Store
from graph.vocabulary import RowKind

_TELLING = (RowKind.PERSON, RowKind.ADDRESS)
_OF_PEOPLE: dict[RowKind, LiteralString] = {
    RowKind.PERSON: """
MATCH (p:Person)<-[:IS]-(r:Record) WHERE p.id IN $persons AND r.row = 'person'
WITH r, p ORDER BY r.id
RETURN collect([name IN $names | r[name]]) AS records, collect(p.id) AS persons
""",
    RowKind.ADDRESS: """
MATCH (p:Person)<-[:IS]-(o:Record) WHERE p.id IN $persons
MATCH (r:Record {source: o.source, person_key: o.key}) WHERE r.row = 'address'
WITH r, p ORDER BY r.id
RETURN collect([name IN $names | r[name]]) AS records, collect(p.id) AS persons
""",
}
_NAMES = """
UNWIND $persons AS id
MATCH (p:Person {id: id})
RETURN p.id AS id, p.given_name AS given_name, p.family_name AS family_name, p.birth_date AS birth_date
"""


async def export_with_persons(store: Store) -> tuple[pa.Table, list[str]]:
    """All person and address rows that are of somebody, and the id of each row's person.

    Raises:
        DatabaseUnavailableError: the database went away.
    """
    links = await read_rows(store, "MATCH (r:Record)-[:IS]->(p:Person)", ["r.id", "p.id"])
    person: dict[str, str] = dict(links)
    tables, persons = [], []
    for kind in _TELLING:
        records = await export_records(store, kind)
        key = "key" if kind is RowKind.PERSON else "person_key"
        about = zip(records["source"].to_pylist(), records[key].to_pylist(), strict=True)
        whose = [person.get(f"{source}/{each}") for source, each in about]
        tables.append(records.filter(pa.array([each is not None for each in whose], pa.bool_())))
        persons += [each for each in whose if each is not None]
    return pa.concat_tables(tables, promote_options="default"), persons


async def read_with_persons(store: Store, persons: Collection[str]) -> tuple[pa.Table, list[str]]:
    """The person and address rows of these people, and the id of each row's person."""
    tables, whose = [], []
    for kind, query in _OF_PEOPLE.items():
        schema = record_schema(kind)
        rows = await store.read(query, persons=sorted(persons), names=schema.names)
        columns = list(zip(*rows[0]["records"], strict=True)) or [()] * len(schema.names)
        tables.append(pa.table([pa.array(values, pa.string()) for values in columns], schema=schema))
        whose += rows[0]["persons"]
    return pa.concat_tables(tables, promote_options="default"), whose


async def read_names(store: Store, persons: Collection[str]) -> dict[str, dict[str, str | None]]:
    """Name and date of birth of each of these people, by id."""
    rows = await store.read(_NAMES, persons=sorted(persons))
    return {row["id"]: row for row in rows}
