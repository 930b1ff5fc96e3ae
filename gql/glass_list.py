"""The broken glass that an information-governance officer has to look at: open, or reviewed by nobody yet.

It tells who, for whom and until when, and never the reason, which the review reads (`gql.glass_trail`); that
it was read is recorded each time.
"""

from dataclasses import dataclass
from typing import Any, LiteralString

from graph.store import Store

_READ: LiteralString = """
MATCH (g:KithGlass)
WITH g, g.until > timestamp() AS is_open, g.reviewed_at IS NOT NULL AS is_reviewed
WHERE ($is_all OR is_open OR NOT is_reviewed) AND (NOT $is_open OR is_open)
RETURN g.id AS id, g.who AS who, g.purpose AS purpose, g.person AS person, is_open, is_reviewed,
  toString(datetime({epochMillis: g.at})) AS at, toString(datetime({epochMillis: g.until})) AS until
ORDER BY g.at, g.id LIMIT $most
"""


@dataclass(frozen=True)
class Broken:
    """Glass that somebody has broken.

    Attributes:
        id: what names it in a review.
        person: the id of whom it was broken for.
        at: when (UTC).
        until: until when it is, or was, broken.
    """

    id: str
    who: str
    purpose: str
    person: str
    at: str
    until: str
    is_open: bool
    is_reviewed: bool


async def broken_glass(
    store: Store, *, most: int, is_open: bool = False, is_all: bool = False
) -> list[Broken]:
    """Glass that is open or not reviewed, the longest broken first.

    Args:
        most: how many at most.
        is_open: only what is open at this moment, by the database's clock.
        is_all: what is over and reviewed too.
    """
    given: dict[str, Any] = {"most": most, "is_open": is_open, "is_all": is_all}
    return [Broken(**row) for row in await store.read(_READ, **given)]
