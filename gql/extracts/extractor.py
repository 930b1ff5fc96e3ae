"""An extract from its question to its rows: every page under the access plan, and nobody among few.

Invariant: no row leaves this module that was not counted with all the others. What is intended is in the
audit log before the first page is asked, and what came of it before the rows are released.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from gql.access import AccessPlan
from gql.errors import BudgetSpentError, BusyError, NotFoundError, TimeBudgetError, TooCostlyError
from gql.extracts.columns import Row, Table, table_of
from gql.extracts.commission import Commission
from gql.extracts.errors import ExtractRefusedError
from gql.extracts.suppression import made_safe
from gql.owners import OWNERS
from gql.plans import Prepared, Question
from gql.roles import Operation
from gql.selection import select
from gql.trail import Trail

EVENT = "extracted"
MOST_ROWS = 100_000

Ask = Callable[[Prepared, Trail], Awaitable[dict[str, Any]]]
"""Answers a prepared question from the graph, and tells the trail whom it is about."""


@dataclass(frozen=True)
class Ports:
    """What an extract needs of the service.

    Attributes:
        prepare: makes a question ready under a plan.
        admit: refuses a caller whose token is no longer valid.
        pay: takes what a question costs from the caller's budget.
        note: writes down what is intended.
    """

    prepare: Callable[[Question, AccessPlan], Prepared]
    admit: Callable[[], None]
    pay: Callable[[Trail, float], None]
    ask: Ask
    note: Callable[[Trail], Awaitable[None]]


@dataclass
class Extractor:
    """Makes extracts, one at a time for a caller.

    Attributes:
        seconds: how long one may take.
    """

    seconds: float
    _busy: set[str] = field(default_factory=set)

    async def made(
        self, commission: Commission, question: Question, trail: Trail, ports: Ports
    ) -> dict[str, Any]:
        """The columns and rows of an extract, and how many rows lost something or are left out.

        Raises:
            NotFoundError: the caller may make none.
            ExtractRefusedError, TooCostlyError: what is asked cannot be made one.
            BusyError: the caller is making another.
            TimeBudgetError: it takes longer than is allowed.
        """
        plan = trail.plan = _extracting(trail.plan)
        smallest = plan.smallest_count
        if smallest is None:
            raise NotFoundError
        prepared = trail.prepared = ports.prepare(question, plan)
        if prepared.compiled is None:
            raise ExtractRefusedError
        table = table_of(select(prepared.document, prepared.variables))
        trail.extract = {**commission.stated(), "smallest_count": smallest}
        assert trail.caller is not None
        with self._alone(trail.caller.subject):
            await ports.note(trail)
            rows = await self._in_time(table, question, trail, ports)
        safe = await asyncio.to_thread(made_safe, rows, table.columns, smallest)
        counts = {"rows": len(safe.rows), "blanked": safe.blanked, "left_out": safe.left_out}
        trail.event, trail.extract = EVENT, {**trail.extract, **counts}
        names = [column.name for column in table.columns]
        told = {"blanked": safe.blanked, "left_out": safe.left_out, "smallest_count": smallest}
        return {"columns": names, "rows": safe.rows, **told}

    @contextmanager
    def _alone(self, subject: str) -> Iterator[None]:
        if subject in self._busy:
            raise BusyError
        self._busy.add(subject)
        try:
            yield
        finally:
            self._busy.remove(subject)

    async def _in_time(self, table: Table, question: Question, trail: Trail, ports: Ports) -> list[Row]:
        try:
            async with asyncio.timeout(self.seconds):
                return await _rows(table, question, trail, ports)
        except TimeoutError:
            raise TimeBudgetError from None


async def _rows(table: Table, question: Question, trail: Trail, ports: Ports) -> list[Row]:
    """The rows of every page; the trail tells of everybody who was read, also if they are left out."""
    rows: list[Row] = []
    with _everybody(trail) as seen:
        while True:
            data = await _page(question, trail, ports)
            seen.add(trail)
            rows += table.read(data)
            cursor = table.following(data)
            if cursor is None:
                return rows
            if len(rows) > MOST_ROWS:
                raise TooCostlyError
            if cursor == question.variables.get("after"):
                raise ExtractRefusedError
            question = replace(question, variables={**question.variables, "after": cursor})


@dataclass
class _Seen:
    """Everybody on the pages so far, each once."""

    people: dict[str, None] = field(default_factory=dict)
    states: dict[str, dict[str, None]] = field(default_factory=dict)

    def add(self, trail: Trail) -> None:
        """Add those of the page that a trail has just been told of."""
        self.people |= dict.fromkeys(trail.people)
        for state, people in trail.states.items():
            self.states.setdefault(state, {}).update(dict.fromkeys(people))


@contextmanager
def _everybody(trail: Trail) -> Iterator[_Seen]:
    """However it ends, the trail tells of everybody who was read."""
    seen = _Seen()
    try:
        yield seen
    finally:
        trail.people = tuple(seen.people)
        trail.states = {state: list(people) for state, people in seen.states.items()}


async def _page(question: Question, trail: Trail, ports: Ports) -> dict[str, Any]:
    """One page, once the caller's budget allows for it and while their token is valid."""
    assert trail.plan is not None
    prepared = ports.prepare(question, trail.plan)
    while wait := _wait(lambda: ports.pay(trail, prepared.document.cost)):
        await asyncio.sleep(wait)
    ports.admit()
    return await ports.ask(prepared, trail)


def _wait(pay: Callable[[], None]) -> int:
    """Pay; or after how many seconds it can be paid."""
    try:
        pay()
    except BudgetSpentError as error:
        return error.retry_after or 1
    return 0


def _extracting(plan: AccessPlan | None) -> AccessPlan:
    """The plan, narrowed to those people of whom extracts may be made.

    Raises:
        NotFoundError: of nobody.
    """
    people = None if plan is None else plan.does(Operation.EXTRACT)
    if plan is None or people is None or people.is_never:
        raise NotFoundError
    kinds = {kind: each & people if kind in OWNERS else each for kind, each in plan.kinds.items()}
    return replace(plan, key=f"{plan.key}:{Operation.EXTRACT}", kinds=kinds)
