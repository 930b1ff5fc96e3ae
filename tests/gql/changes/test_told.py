"""Changes are told to whoever subscribes: of the people they see, and of the queue of reviewers."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from gql.roles import Operation, Role
from gql.sources import QueueSource, Waiting
from graph.store import Store
from tests.gql.changes.acting import Acting, Actor, Remote, fresh, make_people
from tests.gql.changes.asked import DOCUMENTS, USUAL
from tests.gql.listening import listening
from tests.gql.talking import Talk, talked

pytestmark = pytest.mark.neo4j

FOLLOW = """subscription S($ids: [ID!]!) {
  entityChanges(ids: $ids) { id person { outcomes { value } } } }"""


@pytest.fixture(scope="module")
def port(changes: Acting) -> Iterator[int]:
    make_people(changes.settings.target)
    with listening(replace(changes.settings, audit=changes.settings.audit.with_name("told"))) as found:
        yield found


async def introduced(connection: Talk, actor: Actor) -> None:
    headers = actor.headers()
    payload = {name: headers[name] for name in ("Authorization", "Kith-Purpose")}
    await connection.say("connection_init", payload=payload)
    assert (await connection.hear())["type"] == "connection_ack"


async def told(connection: Talk) -> Any:
    (found,) = (await connection.hear(30))["payload"]["data"].values()
    return found


def test_who_is_followed_is_told_of_what_was_recorded(changes: Acting, port: int) -> None:
    worker = changes.actor(Role.CASEWORKER, "North")
    record, given = DOCUMENTS[Operation.RECORD_OUTCOME], USUAL[Operation.RECORD_OUTCOME]

    async def work(connection: Talk) -> list[Any]:
        await introduced(connection, worker)
        await connection.subscribe(FOLLOW, ids=["p-amina"])
        before = await told(connection)
        await asyncio.to_thread(Remote(port, worker).data, record, key=fresh(), person="p-amina", **given)
        return [before, await told(connection)]

    before, after = (each["person"]["outcomes"] for each in talked(port, work))
    assert len(after) == len(before) + 1


def test_a_pair_that_is_decided_waits_no_more(changes: Acting, port: int) -> None:
    lead = Remote(port, changes.actor(Role.SAFEGUARDING_LEAD))
    pair = {"left": "health/33", "right": "health/8", "judgement": "no_match", "reason": "They met"}

    async def work() -> list[Waiting]:
        async with await Store.connect(changes.settings.target) as store, asyncio.timeout(60):
            source = QueueSource(store)
            await source.begin()
            await asyncio.to_thread(lead.data, DOCUMENTS[Operation.DECIDE_REVIEW], key=fresh(), **pair)
            while not (found := await source.news()):
                await asyncio.sleep(0.05)
            return found

    assert asyncio.run(work()) == [Waiting("health/33", "health/8", waits=False)]
