"""Redaction equality: under its rules a role is answered as if what it may not see were not there.

For each role the service is asked over a whole graph; then all that the role may not see is taken out of
the graph in plain Python, and a service without rules is asked the same. The answers must be the same, errors
and pages included. `KITH_PROVE` says how many questions a role is asked, 300 if it is not set.
"""

import asyncio
import logging
import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gql.access import Outcome
from gql.keys import DevelopmentKey
from gql.limits import Limits
from gql.packs import Packs
from gql.plans import Plans
from gql.pseudonym import Pseudonyms
from gql.role_schema import role_schema
from gql.roles import Role
from gql.service import Request
from gql.token import Claims, issue
from graph.store import Store, Target
from tests.gql.redaction.asking import Face, Put, comparable
from tests.gql.redaction.graphs import TEAM, WORKER, Graph, random_graph
from tests.gql.redaction.questions import Asked, Values, documents, going_on
from tests.gql.redaction.redact import Asker, redacted
from tests.gql.world import PURPOSES, SECRET

pytestmark = pytest.mark.neo4j
_log = logging.getLogger(__name__)

QUESTIONS = int(os.environ.get("KITH_PROVE", "300"))
_VALUES = 20
_GRAPHS = 5
_FORBIDDEN = 403
_CALLER = "somebody"
_WIPE = "MATCH (n) WHERE NOT n:KithMigration AND NOT n:KithRunner DETACH DELETE n"


@pytest.mark.parametrize("role", Role)
def test_redaction_equality(empty_database: Target, tmp_path: Path, role: Role) -> None:
    _Comparison(empty_database, tmp_path, role).holds()


class _Comparison:
    """One role asked over several graphs."""

    def __init__(self, target: Target, folder: Path, role: Role) -> None:
        self.target = target
        self.folder = folder
        self.role = role
        self.purpose = PURPOSES[role]
        self.plan = Plans(Packs.read(), Limits()).plan(frozenset({role}), self.purpose)
        self.schema = role_schema(self.plan)
        self.counts: Counter[str] = Counter()
        self.refused: list[tuple[tuple[Put, Asked], list[Any]]] = []

    def holds(self) -> None:
        """Ask, compare, and see that the questions were such as could tell a difference."""
        share = max(1, QUESTIONS // (_VALUES * _GRAPHS))
        for number in range(_GRAPHS):
            asked = documents(self.schema, share, number)
            asyncio.run(self._over(random_graph(number), asked, number))
        _log.info("%s: %s", self.role.value, dict(self.counts))
        assert 3 * self.counts["answered"] > self.counts["refused"]
        assert self.counts["told"] > 0

    async def _over(self, graph: Graph, asked: list[Asked], number: int) -> None:
        put = self._put(graph, asked, number)
        before = await self._answers(graph, put, has_rules=True)
        left = redacted(graph, self.plan, self._asker(graph))
        after = await self._answers(left, put, has_rules=False)
        for question, ours, theirs in zip(put, before, after, strict=True):
            self._count(ours)
            if ours[0][0] == _FORBIDDEN:
                self.refused.append((question, ours))
            else:
                assert ours == theirs, f"{question[0].text}\n{question[0].values}"
        await self._refused_alike()

    async def _refused_alike(self) -> None:
        """What is refused by the document and the role alone is refused alike over what is left."""
        put = [question for question, _ in self.refused]
        again = await self._answers(None, put, has_rules=True)
        assert again == [answer for _, answer in self.refused]
        self.refused.clear()

    def _put(self, graph: Graph, asked: list[Asked], number: int) -> list[tuple[Put, Asked]]:
        values = Values(graph, self.schema, self._known)
        return [
            (Put(each.text, found), each)
            for each in asked
            for found in values.bindings(each, _VALUES, number)
        ]

    def _known(self, kind: str, key: str) -> str:
        """An identifier as the role knows it."""
        is_pseudonym = self.plan.rule(kind, "id").outcome is Outcome.PSEUDONYM
        mine = Pseudonyms.of(SECRET, _CALLER, self.purpose.value, datetime.now(UTC).year)
        return mine.hide(key) if is_pseudonym else key

    def _asker(self, graph: Graph) -> Asker:
        return Asker(WORKER, TEAM, self.purpose.value)

    async def _answers(
        self, graph: Graph | None, put: list[tuple[Put, Asked]], *, has_rules: bool
    ) -> list[Any]:
        """What the service answers to each question over a graph, and to the same for the pages that follow.

        Without a graph it is asked over the one that is there.
        """
        if graph is not None:
            async with await Store.connect(self.target) as store:
                await store.write(_WIPE)
                await graph.write(store)
        async with Face(self.target, self.folder, self._request(), has_rules=has_rules) as face:
            first = await face.answers([question for question, _ in put])
            further = [
                Put(question.text, after)
                for (question, asked), answer in zip(put, first, strict=True)
                if (after := going_on(asked, question.values, answer)) is not None
            ]
            following = iter(await face.answers(further))
            return [
                comparable([answer, next(following) if going_on(asked, question.values, answer) else None])
                for (question, asked), answer in zip(put, first, strict=True)
            ]

    def _request(self) -> Request:
        key = DevelopmentKey.in_home(self.folder)
        claims = Claims(_CALLER, frozenset({self.role}), frozenset({self.purpose}), TEAM, WORKER)
        return Request(f"Bearer {issue(key, claims, minutes=60)}", self.purpose.value)

    def _count(self, answer: list[Any]) -> None:
        (status, body), following = answer
        self.counts["answered" if status == 200 else "refused"] += 1
        self.counts["told"] += status == 200 and _tells(body["data"])
        self.counts["pages"] += following is not None


def _tells(value: Any) -> bool:
    """Whether anything is in an answer but nulls and empty lists."""
    if isinstance(value, dict):
        return any(map(_tells, value.values()))
    return any(map(_tells, value)) if isinstance(value, list) else value is not None
