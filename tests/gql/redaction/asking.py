"""Questions put to the service itself, once with its rules and once without any, over the same database."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from gql.access import AccessPlan, Condition, Outcome, Rule, unrestricted
from gql.audit import AuditLog
from gql.packs import Packs
from gql.plans import Plans, Question
from gql.provisions import Provisions
from gql.service import Request, Service
from graph.store import Store, Target
from tests.gql.world import settings_for

_AT_ONCE = 16
_CURSORS = {"cursor", "endCursor", "startCursor"}


class OpenPlans(Plans):
    """Plans of which nothing is hidden; identifiers that a plan answers as pseudonyms still are."""

    def plan(self, *given: Any, **named: Any) -> AccessPlan:
        """The plan without its rules."""
        return opened(super().plan(*given, **named))


def opened(plan: AccessPlan) -> AccessPlan:
    """A plan that shows everything that is in the graph, in the same form."""
    whole = unrestricted()
    rules = dict(whole.rules)
    for field, rule in plan.rules.items():
        if rule.outcome is Outcome.PSEUDONYM:
            rules[field] = Rule(Outcome.PSEUDONYM, Condition.ALWAYS)
    counting = None if plan.counting is None else opened(plan.counting)
    return replace(plan, key=f"open:{plan.key}", kinds=whole.kinds, rules=rules, counting=counting)


@dataclass(frozen=True)
class Put:
    """One question as it is put: a document and its values.

    Attributes:
        after: the variables that take the cursors at which pages end, in the order of the answer.
    """

    text: str
    values: dict[str, Any]
    after: tuple[str, ...] = ()

    def going_on(self, answer: Any) -> "Put | None":
        """The same question for the next pages, by the cursors of an answer; None where there are none."""
        cursors = list(_cursors(answer))
        if not cursors or not self.after:
            return None
        return replace(self, values=self.values | dict(zip(self.after, cursors, strict=False)))


def _cursors(answer: Any) -> Iterator[str]:
    """The cursors at which pages end, in the order of the answer."""
    if isinstance(answer, dict):
        page = answer.get("page")
        if isinstance(page, dict) and isinstance(page.get("endCursor"), str):
            yield page["endCursor"]
        for each in answer.values():
            yield from _cursors(each)
    elif isinstance(answer, list):
        for each in answer:
            yield from _cursors(each)


class Face:
    """The service as one caller meets it. An async context manager.

    Args:
        broken_by: subject and purpose of who has broken glass, if anybody has.
    """

    def __init__(
        self,
        target: Target,
        folder: Path,
        request: Request,
        *,
        has_rules: bool,
        broken_by: tuple[str, str] | None = None,
    ) -> None:
        self._target = target
        self._folder = folder
        self._request = request
        self._has_rules = has_rules
        self._broken_by = broken_by
        self._open: AbstractAsyncContextManager[Store] | None = None

    async def __aenter__(self) -> "Face":
        settings, _ = settings_for(self._target, self._folder)
        store = await Store.connect(self._target)
        plans = (Plans if self._has_rules else OpenPlans)(Packs.read(settings.policies), settings.limits)
        self._audit = AuditLog.open(self._folder / f"{self._has_rules}.jsonl", is_synced=False)
        self._store = store
        provisions = Provisions.in_memory(settings, store)
        if self._broken_by is not None:
            provisions.glass.notice(*self._broken_by)
        self._service = Service(settings, store, plans, self._audit, provisions)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._audit.close()
        await self._store.close()

    async def answers(self, put: Sequence[Put]) -> list[Any]:
        """Status and body of each answer, in the order of the questions."""
        places = asyncio.Semaphore(_AT_ONCE)

        async def one(each: Put) -> Any:
            async with places:
                return await self.answer(self._request, each)

        return list(await asyncio.gather(*(one(each) for each in put)))

    async def answer(self, request: Request, put: Put) -> Any:
        """Status and body of one answer."""

        async def question() -> Question:
            return Question(put.text, None, put.values)

        answer = await self._service.answer(request, question)
        return [answer.status, orjson.loads(answer.body)]


def comparable(answer: Any) -> Any:
    """An answer with each cursor, which is sealed for one plan, only as there or not."""
    if isinstance(answer, dict):
        return {
            key: each is not None if key in _CURSORS else comparable(each) for key, each in answer.items()
        }
    if isinstance(answer, list):
        return [comparable(each) for each in answer]
    return answer
