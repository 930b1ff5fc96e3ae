"""The person whom a change is about: found under the rules by the very statement that makes the change.

Invariant: whoever the caller may not find, or may not do it for, and whoever there is not, take the same
steps of the same statement, which then writes nothing of anybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gql.access import AccessPlan
from gql.builder import Asking, Builder
from gql.caller import Caller
from gql.changes.once import Row, Running
from gql.compiler import lookup
from gql.roles import Operation
from gql.selection import NO_VARIABLES

_WHOLE = """
MERGE (feed:KithFeed {{name: 'people'}}) ON CREATE SET feed.position = 0
SET feed.locked_at = $at
WITH feed, $row AS q
CALL (feed, q) {{
  {found}
  WITH feed, q, p LIMIT 1 WHERE {wanted}
  {written}
  RETURN collect([made, {marked}]) AS done
}}
RETURN done, feed.position AS position, CASE WHEN done = [] THEN head(COLLECT {{
  {found} WITH p LIMIT 1 RETURN [p.id, p.restriction]
}}) END AS hidden
"""
_ENTERED = """
SET feed.position = feed.position + 1
CREATE (:FeedEntry {sequence: feed.position, at: $at, person: p.id, what: 'changed', moved: 0, by: $by,
  unit: feed.position})
WITH feed, q, p, made
"""
"""A change of what is told of somebody is entered into the change feed."""

_BY_NUMBER = """
MATCH (other:Person {{nhs_number: {number}}}) WHERE other.birth_date = {born}
WITH q, collect(other) AS others
UNWIND CASE WHEN size(others) = 1 THEN others ELSE [] END AS p
"""


@dataclass(frozen=True)
class Author:
    """Who makes a change: under which plan, and with which glass broken."""

    caller: Caller
    plan: AccessPlan
    glass: tuple[str, ...]

    @property
    def by(self) -> str:
        """As the change feed and records name them."""
        return f"staff:{self.caller.subject}"


class Whom:
    """One person, named by an id, for whom something is to be done.

    Args:
        ids: an id that the person has or had; or an NHS number and a date of birth.
        is_unseen: whether it may be done for somebody whom the caller may not find.
    """

    def __init__(
        self, author: Author, operation: Operation, ids: Sequence[str], *, is_unseen: bool = False
    ) -> None:
        self._author = author
        self._builder = Builder(author.plan)
        names = [self._builder.parameter(lambda _, each=each: each) for each in ids]  # type: ignore[misc]
        self._found = lookup("Person", "p", names[0])
        if len(names) > 1:
            self._found = _BY_NUMBER.format(number=names[0], born=names[1])
        permitted = author.plan.does(operation)
        if is_unseen:
            self._wanted = [self._builder.permits(permitted, "p")]
        else:
            self._wanted = [
                *self._builder.visible("Person", "p"),
                *self._builder.holds(permitted, "Person", "p"),
            ]

    def visible(self, kind: str, variable: str) -> str:
        """That something else that the change names may be found."""
        return " AND ".join(self._builder.visible(kind, variable)) or "true"

    async def write(self, running: Running, written: str, *, is_entered: bool = True, **given: Any) -> Row:
        """Make the change.

        Args:
            written: what writes it, from `feed`, `q` and `p`; it ends with these and `made`, what it wrote.
            is_entered: whether it is entered into the change feed.
            given: the parameters of `written`; `at` is the moment.

        Returns:
            `done`, empty or with the ids and the person as the audit is told of people; `position`; `hidden`.
        """
        marked = self._builder.marked("p")
        statement = _WHOLE.format(
            found=self._found,
            wanted=" AND ".join(dict.fromkeys(self._wanted)) or "true",
            written=written + _ENTERED * is_entered,
            marked=marked,
        )
        caller = self._author.caller
        asking = Asking(NO_VARIABLES, caller.team, _nobody, caller.worker, self._author.glass)
        row = [0, *(source(asking) for source in self._builder.row)]
        return await running.row(statement, row=row, by=self._author.by, **given)


def _nobody(_: str) -> str | None:
    """Nobody who changes anything is shown pseudonyms."""
    return None
