"""Attack 25: a value of one caller's answer appears in another's, through anything that callers share.

Callers share the loader of questions, compiled plans, documents, verified tokens, connections and logs.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from gql.courier import Courier, Parcel
from gql.keys import DevelopmentKey
from gql.limits import Limits
from gql.packs import Packs
from gql.plans import Plans, Question
from gql.roles import Role
from gql.service import Request
from gql.token import Claims, issue
from graph.store import Store, Target
from tests.gql.questions import plan_of
from tests.gql.redaction.asking import Face, Put
from tests.gql.world import PURPOSES

pytestmark = pytest.mark.neo4j

ECHO = "UNWIND $asked.rows AS q RETURN collect([q[0], q[1], $s0]) AS answers"
_REQUESTS = 10_000
_PERSON = """query ($id: ID!) {
  person(id: $id) {
    id givenName ethnicity birthDate episodes { outcome } interventions { kind } score { band }
  }
}"""
_HOME = "query ($id: ID!) { household(id: $id) { id size members { givenName related { kind } } } }"
_RECORD = "query ($id: ID!) { record(id: $id) { id version person { id recordCount familyName } } }"
_ASKED = [
    *(Put(_PERSON, {"id": each}) for each in ("p-amina", "p-mary", "p-tariq", "p-old", "p-nobody")),
    Put(_HOME, {"id": "h-khan"}),
    *(Put(_RECORD, {"id": each}) for each in ("housing/1", "health/8")),
]


@dataclass(frozen=True)
class _Caller:
    role: Role
    team: str | None = None
    worker: str | None = None

    def request(self, key: DevelopmentKey) -> Request:
        """What this caller sends with each question."""
        purpose = PURPOSES[self.role]
        subject = f"{self.role.value} of {self.team}"
        claims = Claims(subject, frozenset({self.role}), frozenset({purpose}), self.team, self.worker)
        return Request(f"Bearer {issue(key, claims, minutes=60)}", purpose.value)


_CALLERS = [
    _Caller(Role.CASEWORKER, "North", "w-1"),
    _Caller(Role.CASEWORKER, "South", "w-2"),
    _Caller(Role.CASEWORKER),
    _Caller(Role.SAFEGUARDING_LEAD),
    _Caller(Role.DATA_SCIENTIST),
    _Caller(Role.INTEGRATOR),
    _Caller(Role.AUDITOR),
]


def test_attack_25_answers_of_interleaved_callers_are_those_of_each_alone(
    world: Target, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.DEBUG, logger="gql")
    key = DevelopmentKey.in_home(tmp_path)
    requests = [caller.request(key) for caller in _CALLERS]

    async def compare() -> None:
        async with Face(world, tmp_path, requests[0], has_rules=True) as face:
            alone = {
                (number, place): await face.answer(request, put)
                for number, request in enumerate(requests)
                for place, put in enumerate(_ASKED)
            }
            assert len({str(each) for each in alone.values()}) > len(_ASKED) * 2
            turns = [*alone] * (_REQUESTS // len(alone) + 1)
            Random(25).shuffle(turns)
            for start in range(0, len(turns), 200):
                some = turns[start : start + 200]
                answers = await asyncio.gather(*(face.answer(requests[n], _ASKED[p]) for n, p in some))
                assert answers == [alone[turn] for turn in some]

    asyncio.run(compare())
    assert not any(name in caplog.text for name in ("Amina", "Khan", "p-amina", "Bearer"))


def test_attack_25_ten_thousand_interleaved_askings_keep_apart(neo4j_target: Target) -> None:
    chance = Random(7)
    asked = [(f"caller-{n}", chance.randrange(3)) for n in range(_REQUESTS)]

    async def work(store: Store) -> list[list[Any]]:
        courier = Courier(store, 30.0)

        async def ask(own: str, shared: int) -> list[Any]:
            return await courier.ask(Parcel(ECHO, (("s0", shared),), (own,), 1))

        return list(await asyncio.gather(*(ask(*each) for each in asked)))

    assert _with_store(neo4j_target, work) == [[own, shared] for own, shared in asked]


def test_attack_25_what_is_compiled_for_one_role_is_not_used_for_another() -> None:
    plans = Plans(Packs.read(), Limits())
    question = Question('{ person(id: "a") { givenName recordCount } }', None, {})
    texts = set()
    for role in (Role.CASEWORKER, Role.INTEGRATOR, Role.CASEWORKER):
        compiled = plans.prepare(question, plan_of(role)).compiled
        assert compiled is not None
        texts.add(compiled.text)
    assert len(texts) == 2


def _with_store(target: Target, work: Callable[[Store], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with await Store.connect(target) as store:
            return await work(store)

    return asyncio.run(run())
