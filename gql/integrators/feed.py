"""The change feed for integrators: the ids of the people whose records a write moved, page by page.

Invariant: whoever may not be found at this moment is on no page, and pages are as if the feed had no entry
of them. A change that moved no record is of something that integrators do not read, and is not told either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gql.access import AccessPlan, Outcome
from gql.builder import Asking, Builder
from gql.compiler import lookup
from gql.condition import Condition
from gql.courier import Courier, Parcel
from gql.integrators.errors import ParametersError
from gql.integrators.page import Page, Reader
from gql.marks import Marked
from gql.roles import Operation
from gql.selection import NO_VARIABLES

FIELDS = ("Query.feed", "Person.id", "Person.records")
_NAME = "feed"
_AT_ONCE = 10_000
_READ = """
UNWIND $asked.rows AS q
CALL (q) {{
  OPTIONAL MATCH (feed:KithFeed {{name: 'people'}})
  WITH q, coalesce(feed.position, 0) AS position, {after} + $at_once AS end
  WITH q, position, CASE WHEN position < end THEN position ELSE end END AS reached
  CALL (q, reached) {{
    MATCH (e:FeedEntry) WHERE e.sequence > {after} AND e.sequence <= reached AND (
      e.what <> 'changed' OR coalesce(e.moved, 0) > 0
      OR EXISTS {{ MATCH (f:FormerLink {{person: e.person}}) WHERE f.ended = e.unit }}
    )
    {found}
    WITH q, e, p WHERE {wanted}
    WITH q, e, p ORDER BY e.sequence LIMIT $most
    RETURN collect([e.sequence, e.person, p.id, e.at, {marked}]) AS told
  }}
  RETURN position, reached, told
}}
RETURN collect([q[0], position, reached, told]) AS answers
"""
"""A record that came counts in `moved`; of one that left, its former link tells.

The position is read first: what is committed while the rest is read is left to the next page.
"""


@dataclass(frozen=True)
class FeedPage:
    """A page of the feed.

    Attributes:
        changes: of each change the id that it touched, whose id that is now, and when it was made.
        people: whom it names, as the audit is told of people.
    """

    changes: list[dict[str, Any]]
    has_more: bool
    cursor: str
    people: list[Marked]

    def body(self) -> dict[str, Any]:
        """As it is answered."""
        return {"changes": self.changes, "hasMore": self.has_more, "cursor": self.cursor}


def may_follow(plan: AccessPlan) -> bool:
    """Whether there is a feed under a plan: for whoever loads records and may follow somebody's."""
    return not plan.does(Operation.LOAD_RECORDS).is_never and not _followed(plan).is_never


@dataclass(frozen=True)
class Feed:
    """Reads the feed over one graph."""

    courier: Courier

    async def page(self, page: Page, reader: Reader) -> FeedPage:
        """The next changes of people whom the reader may follow, in the order in which they were committed.

        Raises:
            ParametersError: the cursor is not one of the reader's, or the feed does not go so far.
            TimeBudgetError, UnavailableError: the database does not answer.
        """
        (after,) = (0,) if page.after is None else reader.open(_NAME, page.after)
        found, reached = await self._following(after, page.first + 1, reader)
        told = found[: page.first]
        has_more = len(found) > page.first
        place = told[-1][0] if has_more else reached
        changes = [{"id": id_, "person": person, "at": at} for _, id_, person, at, _ in told]
        return FeedPage(changes, has_more, reader.seal(_NAME, [place]), [each[-1] for each in told])

    async def _following(self, after: int, most: int, reader: Reader) -> tuple[list[list[Any]], int]:
        """At most so many changes, and how far the feed was read for them."""
        text, own = _statement(reader)
        found = list[list[Any]]()
        while True:
            shared = (("at_once", _AT_ONCE), ("most", most - len(found)))
            answer = await self.courier.ask(Parcel(text, shared, (after, *own), _AT_ONCE))
            position, reached, told = answer
            if position < after:  # the database was restored from an older copy of it
                raise ParametersError
            found += told
            if len(found) == most or reached == position:
                return found, reached
            after = reached


def _followed(plan: AccessPlan) -> Condition:
    """Of whom the rules tell that their records moved."""
    told = (plan.rule("Person", field) for field in ("id", "records"))
    condition = plan.does(Operation.ENTITY_CHANGES)
    for rule in told:
        condition &= rule.condition if rule.outcome is Outcome.ALLOW else Condition.NEVER
    return condition


def _statement(reader: Reader) -> tuple[str, Sequence[Any]]:
    """What reads the feed under the reader's plan, and the parameters beside the place to begin after."""
    builder = Builder(reader.plan)
    after = builder.parameter(lambda _: None)
    wanted = [*builder.visible("Person", "p"), *builder.holds(_followed(reader.plan), "Person", "p")]
    text = _READ.format(
        after=after,
        found=lookup("Person", "p", "e.person", row="e"),
        wanted=" AND ".join(dict.fromkeys(wanted)) or "true",
        marked=builder.marked("p"),
    )
    caller = reader.caller
    asking = Asking(NO_VARIABLES, caller.team, _nobody, caller.worker, reader.glass)
    return text, [source(asking) for source in builder.row[1:]]


def _nobody(_: str) -> str | None:
    """Whoever knows people by pseudonyms only has no feed."""
    return None
