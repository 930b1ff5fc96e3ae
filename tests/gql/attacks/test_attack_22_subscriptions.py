"""Attack 22: a subscription that flows on after its token, role or people have changed, or before it began.

Every test talks to a running service over the network.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from gql.audit import entries
from gql.roles import Role
from gql.server import application
from gql.token import Claims, issue
from graph.store import Store
from tests.gql.conftest import Served
from tests.gql.listening import listening
from tests.gql.talking import Talk, talk
from tests.gql.world import PURPOSES, Asker

pytestmark = pytest.mark.neo4j

CHANGES = "subscription C($ids: [ID!]!) { entityChanges(ids: $ids) { id person { givenName restriction } } }"
_ENTER = """
MATCH (p:Person {id: $person})
SET p += $properties
MERGE (feed:KithFeed {name: 'people'}) ON CREATE SET feed.position = 0
SET feed.position = feed.position + 1
CREATE (:FeedEntry {sequence: feed.position, at: '2026-11-24T00:00:00Z', person: p.id, what: 'changed',
  moved: 0, by: 'test', unit: feed.position})
"""


@pytest.fixture(scope="module")
def port(served: Served) -> Iterator[int]:
    settings = served.beside("subscriptions")
    transport = replace(settings.transport, recheck_seconds=0.5, subscriptions=2)
    with listening(replace(settings, transport=transport)) as found:
        yield found


def talked(port: int, work: Callable[[Talk], Awaitable[Any]], **options: Any) -> Any:
    async def run() -> Any:
        async with talk(port, **options) as connection:
            return await work(connection)

    return asyncio.run(run())


async def change(served: Served, person: str, **properties: Any) -> None:
    """Change somebody, as a write that enters the change feed does."""
    async with await Store.connect(served.settings.target) as store:
        await store.write(_ENTER, person=person, properties=properties)


def lead(served: Served) -> Asker:
    return served.asker(Role.SAFEGUARDING_LEAD)


def test_present_and_changed_people_are_told_of(served: Served, port: int) -> None:
    async def work(connection: Talk) -> None:
        await connection.begin(lead(served))
        await connection.subscribe(CHANGES, ids=["p-tariq"])
        first = await connection.hear()
        assert first["payload"]["data"]["entityChanges"]["person"]["givenName"] == "Tariq"
        await change(served, "p-tariq", given_name="Tarik")
        second = await connection.hear()
        assert second["payload"]["data"]["entityChanges"]["person"]["givenName"] == "Tarik"
        await change(served, "p-tariq", given_name="Tariq")
        await connection.hear()

    talked(port, work)


def test_what_is_hidden_and_whoever_is_hidden_tells_nothing(served: Served, port: int) -> None:
    """An event would tell that there is somebody, or that something hidden has changed."""

    async def work(connection: Talk) -> None:
        await connection.begin(served.asker(Role.CASEWORKER, "North"))
        await connection.subscribe(CHANGES, ids=["p-amina", "p-mary", "p-nobody"])
        assert (await connection.hear())["payload"]["data"]["entityChanges"]["id"] == "p-amina"
        await change(served, "p-mary", given_name="Maria")
        await change(served, "p-amina", nhs_number="9434765919")
        await change(served, "p-amina", email="other@example.org")
        with pytest.raises(TimeoutError):
            await connection.hear(3)
        await change(served, "p-mary", given_name="Mary")

    talked(port, work)


def test_somebody_who_is_sealed_meanwhile_is_told_of_no_more(served: Served, port: int) -> None:
    async def work(connection: Talk) -> None:
        await connection.begin(lead(served))
        await connection.subscribe(CHANGES, ids=["p-john"])
        await connection.hear()
        await change(served, "p-john", restriction="sealed", given_name="Jon")
        with pytest.raises(TimeoutError):
            await connection.hear(3)
        await change(served, "p-john", restriction="none", given_name="John", middle_name="J")

    talked(port, work)


def test_closed_the_moment_that_the_token_expires(served: Served, port: int) -> None:
    role = Role.SAFEGUARDING_LEAD
    claims = Claims("short", frozenset({role}), frozenset({PURPOSES[role]}))
    payload = {
        "Authorization": f"Bearer {issue(served.key, claims, minutes=2.5 / 60)}",
        "Kith-Purpose": PURPOSES[role].value,
    }

    async def work(connection: Talk) -> int:
        await connection.say("connection_init", payload=payload)
        assert (await connection.hear())["type"] == "connection_ack"
        await connection.subscribe(CHANGES, ids=["p-amina"])
        await connection.hear()
        return await connection.closed(6)

    assert talked(port, work) == 4401


def test_nothing_before_the_connection_is_initialised(served: Served, port: int) -> None:
    async def work(connection: Talk) -> int:
        await connection.subscribe(CHANGES, ids=["p-amina"])
        return await connection.closed()

    assert talked(port, work) == 4401


def test_a_connection_that_says_nothing_is_closed(port: int) -> None:
    assert talked(port, lambda connection: connection.closed(6)) == 4408


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (None, 4400),
        ({"Authorization": "Bearer a.b.c", "Kith-Purpose": "safeguarding"}, 4401),
        ({"Kith-Purpose": "safeguarding"}, 4401),
        ({"Authorization": 1, "Kith-Purpose": "safeguarding"}, 4400),
        ({"Authorization": "Bearer a.b.c", "Kith-Purpose": "safeguarding", "role": "auditor"}, 4400),
    ],
)
def test_whoever_is_not_known_is_closed(port: int, payload: Any, code: int) -> None:
    async def work(connection: Talk) -> int:
        await connection.say("connection_init", payload=payload)
        return await connection.closed()

    assert talked(port, work) == code


def test_a_purpose_that_the_token_does_not_allow(served: Served, port: int) -> None:
    async def work(connection: Talk) -> int:
        authorization = lead(served).headers()["Authorization"]
        payload = {"Authorization": authorization, "Kith-Purpose": "research"}
        await connection.say("connection_init", payload=payload)
        return await connection.closed()

    assert talked(port, work) == 4403


def test_one_purpose_a_connection(served: Served, port: int) -> None:
    async def work(connection: Talk) -> int:
        await connection.begin(lead(served))
        await connection.say("connection_init", payload={})
        return await connection.closed()

    assert talked(port, work) == 4429


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"type": 1}',
        '{"type": "start", "id": "1"}',
        '{"type": "subscribe"}',
        '{"type": "subscribe", "id": "1"}',
        '{"type": "complete", "id": 7}',
        '{"type": "ping", "type": "ping"}',
        "[" * 5000,
        b"\x00",
    ],
)
def test_messages_of_no_known_form_close_the_connection(served: Served, port: int, text: str | bytes) -> None:
    async def work(connection: Talk) -> int:
        await connection.begin(lead(served))
        await connection.send(text)
        return await connection.closed()

    assert talked(port, work) == 4400


def test_messages_have_a_limit_of_size_and_of_number(served: Served, port: int) -> None:
    async def large(connection: Talk) -> int:
        await connection.begin(lead(served))
        await connection.send('{"type": "ping", "payload": {"a": "' + "a" * 70_000 + '"}}')
        return await connection.closed()

    async def many(connection: Talk) -> int:
        await connection.begin(lead(served))
        for _ in range(201):
            await connection.say("pong")
        return await connection.closed()

    assert talked(port, large) == 1009
    assert talked(port, many) == 4430


def test_subscriptions_have_a_number(served: Served, port: int) -> None:
    async def work(connection: Talk) -> Any:
        await connection.begin(lead(served))
        for identifier in "ab":
            await connection.subscribe(CHANGES, identifier, ids=["p-nobody"])
        await connection.subscribe(CHANGES, "c", ids=["p-nobody"])
        refused = await connection.hear()
        await connection.say("complete", id="a")
        await connection.subscribe(CHANGES, "c", ids=["p-amina"])
        return refused, await connection.hear()

    refused, told = talked(port, work)
    assert refused["payload"][0]["extensions"]["code"] == "TOO_MANY_SUBSCRIPTIONS"
    assert (told["type"], told["id"]) == ("next", "c")


def test_one_id_is_one_subscription(served: Served, port: int) -> None:
    async def work(connection: Talk) -> int:
        await connection.begin(lead(served))
        await connection.subscribe(CHANGES, ids=["p-nobody"])
        await connection.subscribe(CHANGES, ids=["p-nobody"])
        return await connection.closed()

    assert talked(port, work) == 4409


REFUSED = {
    "not permitted for the role": "subscription { alerts { at } }",
    "unknown": "subscription { everything { at } }",
    "a question": "{ __typename }",
    "two at once": "subscription { a: reviewQueue { at } b: reviewQueue { at } }",
    "a condition on an event": "subscription { reviewQueue { at @skip(if: true) } }",
    "the schema": "subscription { __schema { queryType { name } } }",
    "its type alone": "subscription { __typename }",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_subscribed_to_is_refused_in_one_way(served: Served, port: int, name: str) -> None:
    async def work(connection: Talk) -> Any:
        await connection.begin(served.asker(Role.INTEGRATOR))
        await connection.subscribe(REFUSED[name])
        return await connection.hear()

    told = talked(port, work)
    assert (told["type"], told["payload"][0]["extensions"]["code"]) == ("error", "INVALID_DOCUMENT")


def test_the_legacy_protocol_is_refused(port: int) -> None:
    async def work(connection: Talk) -> int:
        return await connection.closed()

    assert talked(port, work, protocol="graphql-ws") == 4406


def test_pings_are_answered(served: Served, port: int) -> None:
    async def work(connection: Talk) -> Any:
        await connection.begin(lead(served))
        await connection.say("ping")
        return await connection.hear()

    assert talked(port, work) == {"type": "pong"}


def test_subscribing_and_every_event_is_in_the_audit(served: Served, port: int) -> None:
    async def work(connection: Talk) -> None:
        await connection.begin(lead(served))
        await connection.subscribe(CHANGES, ids=["p-amina"])
        await connection.hear()

    talked(port, work)
    last = list(entries(served.beside("subscriptions").audit))[-2:]
    assert last[0]["fields"] == ["Subscription.entityChanges"]
    assert last[1]["people"] == ["p-amina"]
    assert "Person.givenName" in last[1]["fields"]


def test_another_origin_is_refused_before_anything_is_said(port: int) -> None:
    async def work(_: Talk) -> None:
        pytest.fail("the connection was taken")

    with pytest.raises(InvalidStatus):
        talked(port, work, origin="https://elsewhere.example")


def test_a_page_of_its_own_origin_is_taken(served: Served, port: int) -> None:
    async def work(connection: Talk) -> None:
        await connection.begin(lead(served))

    talked(port, work, origin=f"http://127.0.0.1:{port}")


def test_a_stop_closes_the_connections(served: Served) -> None:
    async def work(port: int, stop: Callable[[], object]) -> int:
        async with talk(port) as connection:
            await connection.begin(lead(served))
            await asyncio.to_thread(stop)
            return await connection.closed()

    with ExitStack() as stack:
        port = stack.enter_context(listening(served.beside("stopped")))
        assert asyncio.run(work(port, stack.pop_all().close)) == 1012


def test_a_consumer_that_does_not_take_its_events_is_closed(served: Served) -> None:
    headers = lead(served).headers()
    payload = {name: headers[name] for name in ("Authorization", "Kith-Purpose")}
    said = [
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "text": json.dumps({"type": "connection_init", "payload": payload})},
        {"type": "websocket.receive", "text": json.dumps({"type": "ping"})},
    ]
    heard: list[dict[str, Any]] = []

    async def receive() -> Any:
        return said.pop(0) if said else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        heard.append(message)
        if "pong" in message.get("text", ""):
            await asyncio.Event().wait()

    async def run() -> None:
        served_here = application(served.beside("slow"))
        scope = {
            "type": "websocket",
            "path": "/graphql",
            "headers": [(b"host", b"localhost")],
            "subprotocols": ["graphql-transport-ws"],
        }
        async with served_here.router.lifespan_context(served_here):
            await served_here(scope, receive, send)

    asyncio.run(run())
    assert heard[-1]["code"] == 4410
