"""Breaking the glass, ending it, and reviewing it.

Invariant: glass is of one caller, one person and one purpose, has a reason, ends by itself, and is reviewed
by another person than who broke it. It is broken for whomever the rules permit, found or not, since it is for
those who cannot be found that it is there; for the sealed it is not, and they are answered as nobody is. The
reason is kept where the review reads it, and nowhere else.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, LiteralString

from gql.changes.done import Done
from gql.changes.errors import OwnGlassError
from gql.changes.once import Running
from gql.changes.recording import done_of
from gql.changes.whom import Author, Whom
from gql.errors import BudgetSpentError, InvalidVariablesError
from gql.roles import Operation

REASON = (10, 500)
"""The fewest and the most letters of a reason, or of a note in a review."""
MOST_A_DAY = 20
"""How often a caller may break the glass, or try to, in any 24 hours."""

_TRIED: LiteralString = """
MATCH (c:KithChange {who: $who}) WHERE c.operation = 'breakGlass' AND c.at > timestamp() - 24 * 3600000
RETURN count(c) AS tried
"""
_BREAK = """
CREATE (g:KithGlass {id: $id, who: $who, purpose: $purpose, person: p.id, reason: $reason,
  position: feed.position, at: timestamp(), until: timestamp() + $milliseconds})
WITH feed, q, p, [g.id, g.until] AS made
"""
_END: LiteralString = """
OPTIONAL MATCH (f:KithFeed {name: 'people'})
WITH coalesce(f.position, 0) AS position
OPTIONAL MATCH (g:KithGlass {id: $id, who: $who, purpose: $purpose})
SET g.ended_at = coalesce(g.ended_at, timestamp()),
  g.until = CASE WHEN g.until > timestamp() THEN timestamp() ELSE g.until END
RETURN position, g.person AS person
"""
_FOUND: LiteralString = """
OPTIONAL MATCH (g:KithGlass {id: $id})
SET g.locked_at = timestamp()
RETURN g.who AS who
"""
_REVIEW: LiteralString = """
OPTIONAL MATCH (f:KithFeed {name: 'people'})
WITH coalesce(f.position, 0) AS position
OPTIONAL MATCH (g:KithGlass {id: $id}) WHERE g.reviewed_at IS NULL
SET g.reviewed_at = timestamp(), g.reviewed_by = $who, g.is_justified = $justified, g.note = $note,
  g.until = CASE WHEN NOT $justified AND g.until > timestamp() THEN timestamp() ELSE g.until END
RETURN position, g.person AS person
"""


def check(operation: Operation, arguments: Mapping[str, Any]) -> None:
    """See that a reason is given, and that one person is named in one way, before anything is written.

    Raises:
        InvalidVariablesError: it is not so.
    """
    if operation is Operation.BREAK_GLASS:
        named = [arguments.get(name) is not None for name in ("person", "nhsNumber", "birthDate")]
        if named not in ([True, False, False], [False, True, True]):
            raise InvalidVariablesError
        _check_text(arguments["reason"])
    elif operation is Operation.REVIEW_BREAK_GLASS:
        _check_text(arguments["note"])


async def broken(
    running: Running, author: Author, name: str, minutes: float, arguments: Mapping[str, Any]
) -> Done:
    """Break the glass.

    Raises:
        BudgetSpentError: the caller has done so as often as a day allows.
    """
    who = author.caller.subject
    tried = await running.row(_TRIED, who=who)
    if tried["tried"] > MOST_A_DAY:
        raise BudgetSpentError
    person = arguments.get("person")
    ids = (
        [person] if person is not None else [arguments["nhsNumber"].replace(" ", ""), arguments["birthDate"]]
    )
    whom = Whom(author, Operation.BREAK_GLASS, ids, is_unseen=True)
    row = await whom.write(
        running,
        _BREAK,
        is_entered=False,
        id=f"g{name}",
        who=who,
        purpose=author.plan.purpose,
        reason=arguments["reason"].strip(),
        milliseconds=int(minutes * 60_000),
        at=_moment(datetime.now(UTC).timestamp() * 1000),
    )
    if not row["done"]:
        return done_of(row)
    ((made, marked),) = row["done"]
    id_, until = made
    done = done_of({**row, "done": [([id_], marked)]}, glass=True)
    done.more["until"] = _moment(until)
    return done


async def ended(running: Running, author: Author, arguments: Mapping[str, Any]) -> Done:
    """End what the caller has broken."""
    given = {"id": arguments["glass"], "who": author.caller.subject, "purpose": author.plan.purpose}
    return _of_glass(await running.row(_END, **given), arguments["glass"])


async def reviewed(running: Running, author: Author, arguments: Mapping[str, Any]) -> Done:
    """Review what somebody else has broken; what they had no reason for ends at once.

    Raises:
        OwnGlassError: the caller has broken it.
    """
    who, id_ = author.caller.subject, arguments["glass"]
    found = await running.row(_FOUND, id=id_)
    if found["who"] is not None and found["who"].casefold() == who.casefold():
        raise OwnGlassError
    note, justified = arguments["note"].strip(), arguments["justified"]
    return _of_glass(await running.row(_REVIEW, id=id_, who=who, note=note, justified=justified), id_)


def _of_glass(row: Mapping[str, Any], id_: str) -> Done:
    if row["person"] is None:
        return Done(position=row["position"])
    return Done(is_done=True, ids=(id_,), position=row["position"], people=(row["person"],))


def _check_text(text: str) -> None:
    fewest, most = REASON
    if not fewest <= len(text.strip()) <= most:
        raise InvalidVariablesError


def _moment(milliseconds: float) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
