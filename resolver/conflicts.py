"""Conflicts: fields in which the records of one person contradict each other.

Invariant: only fields that one person has one value of are looked at, as the resolver standardises them; a
half-known date contradicts nothing.
"""

from collections.abc import Sequence

import pyarrow as pa

from resolver.records import Records

ONE_VALUED = ("birth_date", "sex", "nhs_number", "personal_number", "death_date")
_FIRST_OF_JANUARY = "0101"


def conflicts_of(records: pa.Table, rows: Sequence[int] | None = None) -> dict[str, int]:
    """How many different values the rows have in each field of which a person has but one; no others."""
    chosen = records if rows is None else records.take(list(rows))
    held = Records(chosen)
    found = {}
    for field in ONE_VALUED:
        column = held.column(field)
        known = {column.values[code] for code in column.codes.tolist() if code >= 0}
        clear = {value for value in known if not (field == "birth_date" and _is_half_known(value))}
        if len(clear) > 1:
            found[field] = len(clear)
    return found


def _is_half_known(date: str) -> bool:
    return date.endswith((_FIRST_OF_JANUARY, "00"))
