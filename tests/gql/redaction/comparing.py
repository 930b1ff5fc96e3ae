"""One role asked the same of a whole graph under its rules, and of what is left of it without any.

All that the role may not see is taken out in plain Python (`redact`). Answers are compared whole, and so are
the pages that follow them.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from gql.access import AccessPlan, Outcome
from gql.keys import DevelopmentKey
from gql.limits import Limits
from gql.packs import Packs
from gql.plans import Plans
from gql.pseudonym import Pseudonyms
from gql.roles import Purpose, Role
from gql.service import Request
from gql.token import Claims, issue
from graph.store import Store, Target
from tests.gql.broken import write_glass
from tests.gql.redaction.asking import Face, Put, comparable
from tests.gql.redaction.counts import Part, counting_names, counts_alone, whole, without_counts
from tests.gql.redaction.graphs import TEAM, WORKER, Graph
from tests.gql.redaction.redact import Asker, redacted
from tests.gql.world import PURPOSES, SECRET

_PLANS = Plans(Packs.read(), Limits())
_FORBIDDEN, _FAILED = 403, 500
_CALLER = "somebody"
_WIPE = "MATCH (n) WHERE NOT n:KithMigration AND NOT n:KithRunner DETACH DELETE n"
_PAGES = 3
QUESTIONS = int(os.environ.get("KITH_PROVE", "100"))
"""How many questions a role is asked; `make prove` asks many."""
IS_PROOF = QUESTIONS >= 1000
"""Whether everything is asked that is worth asking, or what fits in a run of all tests."""
Item = TypeVar("Item")


def some(items: Sequence[Item], usual: int) -> Sequence[Item]:
    """So many of the items, taken evenly from first to last; all of them for a proof."""
    return items if IS_PROOF else items[:: max(1, -(-len(items) // usual))]


class Comparison:
    """One role, asked for its own purpose or another over one graph after another.

    Attributes:
        breaks_glass: whether the glass is broken for every third person.
        counts: how many questions were answered and refused, how many answers told anything, and how many
            pages were followed.
    """

    def __init__(
        self,
        target: Target,
        folder: Path,
        role: Role,
        *,
        breaks_glass: bool = False,
        purpose: Purpose | None = None,
    ) -> None:
        self.role = role
        self._breaks_glass = breaks_glass
        self._purpose = PURPOSES[role] if purpose is None else purpose
        self.plan: AccessPlan = _PLANS.plan(frozenset({role}), self._purpose)
        self.counts: Counter[str] = Counter()
        self._target = target
        self._folder = folder
        self._glass: list[str] = []

    @property
    def name(self) -> str:
        """Who asks."""
        return f"{self.role.value}_for_{self._purpose.value}{'_through_glass' * self._breaks_glass}"

    def over(self, graph: Graph, put: Sequence[Put]) -> list[Any]:
        """The answers to questions over a graph, which are the same over what is left of it.

        Of each there is a list: status and body of its own answer, and then of the pages that follow.
        """
        return asyncio.run(self._over(graph, put))

    def known(self, kind: str, key: str) -> str:
        """An identifier as the role knows it."""
        is_pseudonym = self.plan.rule(kind, "id").outcome is Outcome.PSEUDONYM
        mine = Pseudonyms.of(SECRET, _CALLER, self._purpose.value, datetime.now(UTC).year)
        return mine.hide(key) if is_pseudonym else key

    async def _over(self, graph: Graph, put: Sequence[Put]) -> list[Any]:
        self._glass = [node.key for node in graph.of("Person")][::3] if self._breaks_glass else []
        before = await self._answers(graph, put, has_rules=True)
        asker = Asker(WORKER, TEAM, self._purpose.value, frozenset(self._glass))
        refused: list[tuple[Put, list[Any]]] = []
        asked: list[tuple[Put, list[Any]]] = []
        for question, ours in zip(put, before, strict=True):
            self._count(ours)
            (refused if ours[0][0] == _FORBIDDEN else asked).append((question, ours))
        if self._counts_alone is None:
            await self._same_over(redacted(graph, self.plan, asker), asked, whole)
        else:
            counting = [(each, ours) for each, ours in asked if counting_names(each.text)]
            await self._same_over(redacted(graph, self.plan, asker), asked, without_counts)
            await self._same_over(redacted(graph, self._counts_alone, asker), counting, counts_alone)
        await self._refused_alike(refused)
        return before

    @property
    def _counts_alone(self) -> AccessPlan | None:
        """What says who is counted, where somebody finds nobody and may count people all the same."""
        return self.plan.counting if self.plan.finds("Person").is_never else None

    async def _same_over(self, left: Graph, asked: list[tuple[Put, list[Any]]], part: Part) -> None:
        """That part of the answers is the same over what is left of the graph, without rules."""
        after = await self._answers(left, [question for question, _ in asked], has_rules=False)
        for (question, before), theirs in zip(asked, after, strict=True):
            ours = part(question, before)
            assert ours == part(question, theirs), f"{question.text}\n{question.values}\n{before}\n{theirs}"

    async def _refused_alike(self, refused: list[tuple[Put, list[Any]]]) -> None:
        """What is refused by the document and the role alone is refused alike over what is left."""
        again = await self._answers(None, [question for question, _ in refused], has_rules=True)
        assert again == [answer for _, answer in refused]

    async def _answers(self, graph: Graph | None, put: Sequence[Put], *, has_rules: bool) -> list[Any]:
        """What the service answers over a graph; without one, over the one that is there."""
        if graph is not None:
            async with await Store.connect(self._target) as store:
                await store.write(_WIPE)
                await graph.write(store)
                for person in self._glass:
                    await write_glass(store, _CALLER, self._purpose.value, person)
        broken_by = (_CALLER, self._purpose.value) if self._glass else None
        request = self._request()
        async with Face(
            self._target, self._folder, request, has_rules=has_rules, broken_by=broken_by
        ) as face:
            answers: list[list[Any]] = [[answer] for answer in await face.answers(put)]
            for _ in range(_PAGES):
                further = list(_going_on(put, answers))
                told = await face.answers([question for _, question in further])
                for (number, _), answer in zip(further, told, strict=True):
                    answers[number].append(answer)
            return [comparable(each) for each in answers]

    def _request(self) -> Request:
        key = DevelopmentKey.in_home(self._folder)
        claims = Claims(_CALLER, frozenset({self.role}), frozenset({self._purpose}), TEAM, WORKER)
        return Request(f"Bearer {issue(key, claims, minutes=60)}", self._purpose.value)

    def _count(self, answer: list[Any]) -> None:
        (status, body), *pages = answer
        assert status < _FAILED, body
        self.counts["answered" if status == 200 else "refused"] += 1
        self.counts["told"] += status == 200 and _tells(body["data"])
        self.counts["pages"] += len(pages)


def _going_on(put: Sequence[Put], answers: list[list[Any]]) -> Iterator[tuple[int, Put]]:
    """The questions for the next pages, by the cursors of the last."""
    pages = max(map(len, answers), default=0)
    for number, (question, told) in enumerate(zip(put, answers, strict=True)):
        following = question.going_on(told[-1]) if len(told) == pages else None
        if following is not None:
            yield number, following


def _tells(value: Any) -> bool:
    """Whether anything is in an answer but nulls and empty lists."""
    if isinstance(value, dict):
        return any(map(_tells, value.values()))
    return any(map(_tells, value)) if isinstance(value, list) else value is not None
