"""Tables of invented people for tests."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

Row = Mapping[str, str | None]


def table(rows: Sequence[Row]) -> pa.Table:
    """Person rows as a table of text columns; source and key are filled in where a row lacks them."""
    filled = [{"source": "a", "key": f"{number:05}", **row} for number, row in enumerate(rows)]
    names = list(dict.fromkeys(name for row in filled for name in row))
    return pa.table({name: pa.array([row.get(name) for row in filled], pa.string()) for name in names})
