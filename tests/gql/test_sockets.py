"""The protocol graphql-transport-ws as the service speaks it: every message, and every way to be closed.

Every test talks to a running service over the network.
"""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest

from gql.roles import Role
from gql.server import application
from tests.gql.conftest import Served
from tests.gql.following import changed
from tests.gql.listening import listening
from tests.gql.talking import Talk, payload_of, talk, talked
from tests.gql.world import Asker

pytestmark = pytest.mark.neo4j
CHANGES = "subscription C($ids: [ID!]!) { entityChanges(ids: $ids) { id person { givenName } } }"


@pytest.fixture(scope="module")
def port(served: Served) -> Iterator[int]:
    settings = served.beside("subscriptions")
    transport = replace(settings.transport, recheck_seconds=0.5, subscriptions=2)
    with listening(replace(settings, transport=transport)) as found:
        yield found


def lead(served: Served) -> Asker:
    return served.asker(Role.SAFEGUARDING_LEAD)


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
    "condition on it": "subscription { reviewQueue @skip(if: true) { at } }",
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


def test_pings_are_answered_before_anything_else_and_hold_nothing_up(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gql.sockets._INIT_SECONDS", 0.5)

    async def work(connection: Talk) -> int:
        await connection.say("ping")
        assert await connection.hear() == {"type": "pong"}
        await connection.say("pong")
        return await connection.closed(6)

    assert talked(port, work) == 4408


def test_nothing_is_told_of_a_subscription_that_was_completed(served: Served, port: int) -> None:
    async def work(connection: Talk) -> Any:
        await connection.begin(lead(served))
        for identifier in "ab":
            await connection.subscribe(CHANGES, identifier, ids=["p-tariq"])
            assert (await connection.hear())["id"] == identifier
        await connection.say("complete", id="a")
        await connection.say("complete", id="unknown")
        await connection.say("ping")
        assert await connection.hear() == {"type": "pong"}
        await changed(served, "p-tariq", given_name="Tarik")
        told = [await connection.hear()]
        await changed(served, "p-tariq", given_name="Tariq")
        return [*told, await connection.hear()]

    assert [each["id"] for each in talked(port, work)] == ["b", "b"]


def test_an_id_may_be_used_again_once_its_subscription_has_ended(served: Served, port: int) -> None:
    async def work(connection: Talk) -> Any:
        await connection.begin(lead(served))
        await connection.subscribe("subscription { nothing { at } }", "a")
        refused = await connection.hear()
        for _ in range(2):
            await connection.subscribe(CHANGES, "a", ids=["p-tariq"])
            assert (await connection.hear())["type"] == "next"
            await connection.say("complete", id="a")
        return refused

    assert talked(port, work)["type"] == "error"


def test_a_connection_that_says_nothing_is_closed(port: int) -> None:
    assert talked(port, lambda connection: connection.closed(6)) == 4408


def test_a_stop_closes_the_connections(served: Served) -> None:
    async def work(port: int, stop: Callable[[], object]) -> int:
        async with talk(port) as connection:
            await connection.begin(lead(served))
            await asyncio.to_thread(stop)
            return await connection.closed()

    with ExitStack() as stack:
        port = stack.enter_context(listening(served.beside("stopped")))
        assert asyncio.run(work(port, stack.pop_all().close)) == 1012


def test_a_consumer_that_does_not_take_its_events_is_closed(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gql.sockets._SEND_SECONDS", 0.2)
    payload = payload_of(lead(served))
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
