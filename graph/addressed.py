"""Person records read from the graph, each with the former addresses that its source has for it.

Invariant: a record carries the same former addresses whichever way it is read.
"""

from collections.abc import Iterable, Sequence
from typing import Any, LiteralString

import pyarrow as pa

from graph.batch import record_schema
from graph.former_addresses import with_former_addresses
from graph.records import export_records
from graph.store import Store
from graph.vocabulary import RowKind

_NAMES = ("source", "person_key", "uprn", "postcode", "address_text", "address_from")
ADDRESSES_OF: LiteralString = """
UNWIND $keys AS key
MATCH (r:Record {source: key[0], person_key: key[1]}) WHERE r.row = $address
RETURN collect([name IN $names | r[name]]) AS rows
"""
"""The address rows of the persons that `address_parameters` names."""


async def export_persons(store: Store) -> pa.Table:
    """All current person records, in the order of their identifiers.

    Raises:
        DatabaseUnavailableError: the database went away.
    """
    persons = await export_records(store, RowKind.PERSON)
    return with_former_addresses(persons, await export_records(store, RowKind.ADDRESS))


async def with_addresses(store: Store, persons: pa.Table) -> pa.Table:
    """Some person records with their former addresses, as the graph has them now.

    Raises:
        DatabaseUnavailableError: the database went away.
    """
    sources, names = (map(str, persons[name].to_pylist()) for name in ("source", "key"))
    keys = zip(sources, names, strict=True)
    answer = await store.read(ADDRESSES_OF, **address_parameters(keys))
    return with_addresses_of(persons, answer[0]["rows"])


def address_parameters(keys: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The parameters of `ADDRESSES_OF` for persons, by source and key."""
    return {"keys": [list(key) for key in keys], "address": RowKind.ADDRESS.value, "names": list(_NAMES)}


def with_addresses_of(persons: pa.Table, rows: Sequence[Sequence[str | None]]) -> pa.Table:
    """Person records with their former addresses; `rows` are what `ADDRESSES_OF` found."""
    columns = list(zip(*rows, strict=True)) or [()] * len(_NAMES)
    arrays = [pa.array(values, pa.string()) for values in columns]
    return with_former_addresses(persons, pa.table(dict(zip(_NAMES, arrays, strict=True))))


def person_table(rows: "list[list[str | None]]") -> pa.Table:
    """Person records from lists of values in the order of their schema."""
    schema = record_schema(RowKind.PERSON)
    columns = list(zip(*rows, strict=True)) or [()] * len(schema.names)
    return pa.table([pa.array(values, pa.string()) for values in columns], schema=schema)
