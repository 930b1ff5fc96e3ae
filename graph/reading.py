"""Reading whole layers: many rows in few answers.

Invariant: every row that the pattern matches is returned once, in no particular order. A server sends
a list of two thousand rows some twenty times faster than two thousand rows one by one.
"""

from collections.abc import Sequence
from typing import Any, LiteralString

from graph.store import Store

Row = tuple[Any, ...]

_ANSWERS = 128


async def read_rows(
    store: Store, pattern: LiteralString, values: Sequence[LiteralString], **parameters: Any
) -> list[Row]:
    """The values of every row that a pattern matches.

    Args:
        store: where to read.
        pattern: Cypher up to, and without, its RETURN.
        values: the expressions to return; a row has their values in this order.
        parameters: of the query.
    """
    query = (
        f"{pattern}\nWITH [{', '.join(values)}] AS row\n"
        f"WITH toInteger(rand() * {_ANSWERS}) AS answer, collect(row) AS rows\nRETURN rows"
    )
    answers = await store.read(query, **parameters)
    return [tuple(row) for answer in answers for row in answer["rows"]]
