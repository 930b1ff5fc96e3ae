"""Person records read from the graph, each with the former addresses that its source has for it.

Invariant: a record carries the same former addresses whichever way it is read.
"""

import pyarrow as pa

from graph.batch import record_schema
from graph.former_addresses import with_former_addresses
from graph.records import export_records
from graph.store import Store
from graph.vocabulary import RowKind

_NAMES = ("source", "person_key", "uprn", "postcode", "address_text", "address_from")
_OF_PERSONS = """
UNWIND $keys AS key
MATCH (r:Record {source: key[0], person_key: key[1]}) WHERE r.row = $row
RETURN collect([name IN $names | r[name]]) AS rows
"""


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
    keys = [list(key) for key in zip(persons["source"].to_pylist(), persons["key"].to_pylist(), strict=True)]
    answer = await store.read(_OF_PERSONS, keys=keys, row=RowKind.ADDRESS.value, names=list(_NAMES))
    columns = list(zip(*answer[0]["rows"], strict=True)) or [()] * len(_NAMES)
    arrays = [pa.array(values, pa.string()) for values in columns]
    return with_former_addresses(persons, pa.table(dict(zip(_NAMES, arrays, strict=True))))


def person_table(rows: "list[list[str | None]]") -> pa.Table:
    """Person records from lists of values in the order of their schema."""
    schema = record_schema(RowKind.PERSON)
    columns = list(zip(*rows, strict=True)) or [()] * len(schema.names)
    return pa.table([pa.array(values, pa.string()) for values in columns], schema=schema)
