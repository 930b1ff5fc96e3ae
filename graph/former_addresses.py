"""Former addresses: where else a source knows a person of its own to have lived.

Invariant: a record's former addresses are those of its own source's address rows for it, so they are part of
what the record says; at most a few of the latest are kept, in an order that does not depend on the rows'.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa

FIELD = "former_addresses"
"""The column that `with_former_addresses` adds to a table of person rows."""

_PARTS = ("uprn", "postcode", "address_text")
_MOST = 4
BETWEEN_ADDRESSES, BETWEEN_PARTS = "\n", "\t"
"""What separates addresses, and their parts, in one value of the column."""


class AddressParts(NamedTuple):
    """An address as a row gives it; a part that it lacks is empty."""

    uprn: str
    postcode: str
    address_text: str


def with_former_addresses(persons: pa.Table, addresses: pa.Table) -> pa.Table:
    """The person rows with one column more: the other addresses that their sources have for them.

    Args:
        persons: canonical person rows.
        addresses: canonical address rows, which name a person row of their source by `person_key`.
    """
    known = _by_person(addresses)
    now = _addresses(persons)
    keys = _pairs(persons, "key")
    texts = [_written(known.get(key, ()), present) for key, present in zip(keys, now, strict=True)]
    return persons.append_column(FIELD, pa.array(texts, pa.string()))


def _by_person(addresses: pa.Table) -> dict[tuple[str, str], list[tuple[str, AddressParts]]]:
    """For each source and person key the addresses, each with the day from which it holds."""
    since = _texts(addresses, "address_from")
    found: dict[tuple[str, str], list[tuple[str, AddressParts]]] = defaultdict(list)
    rows = zip(_pairs(addresses, "person_key"), since, _addresses(addresses), strict=True)
    for key, day, address in rows:
        if any(address):
            found[key].append((day, address))
    return found


def _written(known: Iterable[tuple[str, AddressParts]], present: AddressParts) -> str | None:
    """The latest addresses other than the present one, as one text; None where there is none."""
    others = {address: day for day, address in sorted(known) if address != present}
    latest = sorted(others, key=lambda address: (others[address], address), reverse=True)[:_MOST]
    return BETWEEN_ADDRESSES.join(BETWEEN_PARTS.join(each) for each in latest) or None


def _addresses(table: pa.Table) -> Iterator[AddressParts]:
    return map(AddressParts, *(_texts(table, part) for part in _PARTS))


def _pairs(table: pa.Table, key: str) -> Iterator[tuple[str, str]]:
    return zip(_texts(table, "source"), _texts(table, key), strict=True)


def _texts(table: pa.Table, field: str) -> Sequence[str]:
    """A column, empty where there is nothing; what separates addresses is taken out."""
    if field not in table.column_names:
        return [""] * len(table)
    texts = [text or "" for text in table[field].to_pylist()]
    return [str(text).replace(BETWEEN_PARTS, " ").replace(BETWEEN_ADDRESSES, " ") for text in texts]
