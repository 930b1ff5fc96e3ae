"""Standardised: what each record in memory says, by number, as it is compared.

Invariant: it is what `resolver.said.said_by` makes of the record's row. Each is kept as one short text beside
the row, because an arrival is compared with dozens of records, and standardising them again takes longer
than comparing them.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import orjson
import pyarrow as pa

from graph.former_addresses import FIELD
from resolver.live.short_text import short_text
from resolver.packed import Codes
from resolver.records import Records
from resolver.said import IDENTITY, Said, former_homes_in

_PORTION = 10_000


class Standardised:
    """What records say, by number: 0, 1, … in the order in which they came.

    Args:
        records: canonical person rows.
        held: the same, prepared.
    """

    def __init__(self, records: pa.Table, held: Records) -> None:
        self._texts: list[bytes] = list(_texts(records, held))

    def add(self, said: Iterable[Said]) -> None:
        """Let the next numbers say this."""
        self._texts += (short_text((each.source, each.key, each.values, each.former)) for each in said)

    def of(self, number: int) -> Said:
        """What the record of a number says."""
        source, key, values, former = orjson.loads(self._texts[number])
        return Said(source, key, values, tuple(former))


def _texts(records: pa.Table, held: Records) -> Iterator[bytes]:
    names = [name for name in records.column_names if name not in IDENTITY]
    if "middle_name" not in names:
        names.append("middle_name")
    columns = {name: held.column(name) for name in names}
    values = {name: np.array([*each.values, None], dtype=object) for name, each in columns.items()}
    for start in range(0, records.num_rows, _PORTION):
        places: Codes = held.places[start : start + _PORTION]
        said = (values[name][each.codes[places]].tolist() for name, each in columns.items())
        identities = _identities(records.slice(start, _PORTION))
        for (source, key, written), *each in zip(identities, *said, strict=True):
            known = {name: value for name, value in zip(names, each, strict=True) if value is not None}
            former = former_homes_in(written) if written is not None else ()
            yield short_text((source, key, known, former))


def _identities(records: pa.Table) -> Iterator[tuple[str, str, str | None]]:
    """Source, key and written former addresses of each row."""
    source, key = (map(str, records[name].to_pylist()) for name in ("source", "key"))
    has_former = FIELD in records.column_names
    written = records[FIELD].to_pylist() if has_former else [None] * records.num_rows
    return zip(source, key, written, strict=True)
