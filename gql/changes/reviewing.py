"""Decisions of reviewers on pairs of records, as `kith review` takes them.

Invariant: both records may be found by the reviewer, and the pair waits for one. A decision that would bring
a person of the reviewer's own cases together with somebody who is not takes two reviewers, as one on
restricted records does, so that nobody opens a record to themselves by joining it to one that is theirs.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gql.builder import Asking, Builder
from gql.changes.done import Done
from gql.changes.errors import ContradictedError
from gql.changes.once import Running
from gql.changes.whom import Author
from gql.condition import Condition
from gql.errors import InvalidVariablesError
from gql.facts import STATES, Tie
from gql.roles import Operation
from gql.selection import NO_VARIABLES
from graph.errors import GraphError, ReviewError
from graph.review import take_once
from graph.reviewed import DECIDED, WAITS
from graph.ruling import WITHDRAWN, Becomes, Opinion
from graph.store import Store, Target
from resolver.errors import ModelError
from resolver.learned import Learned
from resolver.review.follow import follow

MOST_REASON = 500
_TIED = Condition.where(state for state in STATES if state.tie is not Tie.NONE)
_LOCK = """
MATCH (a:Record {{id: $left}}) SET a.id = a.id
WITH a MATCH (b:Record {{id: $right}}) SET b.id = b.id
WITH a, b, $row AS q
MATCH (a)-[:IS]->(one:Person) MATCH (b)-[:IS]->(other:Person)
WITH a, b, one, other, q WHERE {wanted}
RETURN {one_tied} AS one_tied, {other_tied} AS other_tied, one = other AS is_one,
  [{one_marked}, {other_marked}] AS people
"""
_STANDS = {Operation.DECIDE_REVIEW: WAITS, Operation.WITHDRAW_DECISION: DECIDED}
_POSITION = "OPTIONAL MATCH (f:KithFeed {name: 'people'}) RETURN coalesce(f.position, 0) AS position"


@dataclass(frozen=True)
class Resolving:
    """With what people are judged anew: the database, what a whole run learned, and the key of ids."""

    target: Target
    folder: Path | None
    key: bytes


def opinion_of(operation: Operation, who: str, arguments: Mapping[str, Any]) -> Opinion:
    """What a reviewer finds.

    Raises:
        InvalidVariablesError: it is about one record, or the reason is empty or too long.
    """
    reason = arguments["reason"].strip()
    if arguments["left"] == arguments["right"] or not 1 <= len(reason) <= MOST_REASON:
        raise InvalidVariablesError
    judgement = WITHDRAWN if operation is Operation.WITHDRAW_DECISION else arguments["judgement"]
    return Opinion(arguments["left"], arguments["right"], judgement, who, reason)


async def decided(running: Running, author: Author, operation: Operation, opinion: Opinion) -> Done:
    """Take a reviewer's opinion on a pair whose records they may find.

    Raises:
        ContradictedError: another reviewer has found otherwise, or there is nothing to withdraw.
    """
    position = (await running.row(_POSITION))["position"]
    statement, row = _locking(author, operation)
    left, right = opinion.pair
    found = await running.rows(statement, left=left, right=right, row=row)
    if not found:
        return Done(position=position)
    (pair,) = found
    joins = opinion.judgement in {"match", WITHDRAWN} and not pair["is_one"]
    needs_two = joins and pair["one_tied"] != pair["other_tied"]
    try:
        becomes = await take_once(running.rows, opinion, needs_two=needs_two)
    except ReviewError:
        raise ContradictedError from None
    assert becomes is not None
    return Done(
        is_done=True,
        ids=opinion.pair,
        position=position,
        about=(opinion.left, opinion.right),
        more={"becomes": becomes.value, "isJudged": False},
        people=tuple(pair["people"]),
    )


async def followed(resolving: Resolving, opinion: Opinion, done: Done) -> Done:
    """The decision, with the people of its records judged anew, as far as a model is kept here.

    In a thread of its own, since judging takes the processor; what fails is left to the next run.
    """
    stands = {Becomes.STANDS.value, Becomes.WITHDRAWN.value}
    if done.more["becomes"] not in stands or done.more["isJudged"] or resolving.folder is None:
        return done
    position = await asyncio.to_thread(_judged, resolving, opinion)
    if position is None:
        return done
    more = {**done.more, "isJudged": True}
    return Done(done.is_done, done.ids, position, done.about, more, done.people)


def _judged(resolving: Resolving, opinion: Opinion) -> int | None:
    """The change feed's position once people were judged anew; none where they were not."""

    async def judge() -> int:
        assert resolving.folder is not None
        learned = Learned.load(resolving.folder)
        async with await Store.connect(resolving.target) as store:
            return (await follow(store, opinion, learned, resolving.key)).position

    try:
        return asyncio.run(judge())
    except (ModelError, GraphError):
        return None


def _locking(author: Author, operation: Operation) -> tuple[str, list[Any]]:
    """What locks the records of a pair that the reviewer may decide on, and the parameters of its row."""
    builder = Builder(author.plan)
    permitted = author.plan.does(operation)
    told = [
        each
        for record in ("a", "b")
        for each in (*builder.visible("Record", record), *builder.holds(permitted, "Record", record))
    ]
    statement = _LOCK.format(
        wanted=" AND ".join([*dict.fromkeys(told), _STANDS[operation]]),
        one_tied=builder.permits(_TIED, "one"),
        other_tied=builder.permits(_TIED, "other"),
        one_marked=builder.marked("one"),
        other_marked=builder.marked("other"),
    )
    asking = Asking(NO_VARIABLES, author.caller.team, lambda _: None, author.caller.worker, author.glass)
    return statement, [0, *(source(asking) for source in builder.row)]
