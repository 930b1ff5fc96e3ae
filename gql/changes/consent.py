"""What a person says to sharing for a purpose: kept on the person, with who wrote it down and when.

Invariant: nobody lifts what keeps themselves out. That somebody agrees again to the purpose stated cannot be
written under that purpose, so that breaking the glass never opens a record for longer than the glass does.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from gql.changes.done import Done
from gql.changes.errors import OwnRuleError
from gql.changes.once import Running
from gql.changes.recording import done_of
from gql.changes.whom import Author, Whom
from gql.roles import Operation

_REFUSES, _AGREES = "refuses", "agrees"
_WRITTEN = """
WITH feed, q, p WHERE p.dissents IS :: LIST<STRING NOT NULL> NOT NULL
SET p.dissents = [each IN p.dissents WHERE each <> $purpose] + CASE WHEN $refuses THEN [$purpose] ELSE [] END
CREATE (c:KithConsent {id: $id, person: p.id, purpose: $purpose, says: $says, at: $at, by: $by})
WITH feed, q, p, [p.id] AS made
"""
"""A list that is not one of purposes counts as a no to all of them, and is left as it is."""


def check(purpose: str, arguments: Mapping[str, Any]) -> None:
    """See that the caller does not lift what keeps them out.

    Raises:
        OwnRuleError: they would.
    """
    if arguments["says"] == _AGREES and arguments["purpose"] == purpose:
        raise OwnRuleError


async def consent(running: Running, author: Author, name: str, arguments: Mapping[str, Any]) -> Done:
    """Write down what somebody says."""
    whom = Whom(author, Operation.RECORD_CONSENT, [arguments["person"]])
    row = await whom.write(
        running,
        _WRITTEN,
        id=name,
        purpose=arguments["purpose"],
        says=arguments["says"],
        refuses=arguments["says"] == _REFUSES,
        at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    return done_of(row)
