"""Attack 22: a subscription that flows on after its token, role or people have changed, or before it began.

Every test talks to a running service over the network.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from types import SimpleNamespace
from typing import Any, Self

import pytest
from websockets.exceptions import InvalidStatus

from gql import token
from gql.audit import entries
from gql.roles import Role
from gql.token import Claims, issue
from tests.gql.conftest import Served
from tests.gql.following import changed
from tests.gql.listening import listening
from tests.gql.talking import Talk, talked
from tests.gql.world import PURPOSES, Asker

pytestmark = pytest.mark.neo4j

CHANGES = "subscription C($ids: [ID!]!) { entityChanges(ids: $ids) { id person { givenName restriction } } }"


@pytest.fixture(scope="module")
def port(served: Served) -> Iterator[int]:
    settings = served.beside("subscriptions")
    transport = replace(settings.transport, recheck_seconds=0.5, subscriptions=2)
    with listening(replace(settings, transport=transport)) as found:
        yield found


async def told(connection: Talk) -> Any:
    """What the next message tells of somebody."""
    message = await connection.hear()
    assert message["type"] == "next"
    return message["payload"]["data"]["entityChanges"]


def lead(served: Served) -> Asker:
    return served.asker(Role.SAFEGUARDING_LEAD)


def test_present_and_changed_people_are_told_of(served: Served, port: int) -> None:
    async def work(connection: Talk) -> None:
        await connection.begin(lead(served))
        await connection.subscribe(CHANGES, ids=["p-tariq"])
        assert (await told(connection))["person"]["givenName"] == "Tariq"
        for name in ("Tarik", "Tariq"):
            await changed(served, "p-tariq", given_name=name)
            assert (await told(connection))["person"]["givenName"] == name

    talked(port, work)


def test_what_is_hidden_and_whoever_is_hidden_tells_nothing(served: Served, port: int) -> None:
    """An event would tell that there is somebody, or that something hidden has changed."""

    async def work(connection: Talk) -> None:
        await connection.begin(served.asker(Role.CASEWORKER, "North"))
        await connection.subscribe(CHANGES, ids=["p-amina", "p-mary", "p-nobody"])
        assert (await told(connection))["id"] == "p-amina"
        await changed(served, "p-mary", given_name="Maria")
        await changed(served, "p-amina", nhs_number="9434765870")
        await changed(served, "p-mary", given_name="Mary", nhs_number=None)
        for name in ("Aminah", "Amina"):
            await changed(served, "p-amina", given_name=name, nhs_number="9434765919")
            event = await told(connection)
            assert (event["id"], event["person"]["givenName"]) == ("p-amina", name)

    talked(port, work)


def test_somebody_who_is_sealed_meanwhile_is_told_of_no_more(served: Served, port: int) -> None:
    async def work(connection: Talk) -> None:
        await connection.begin(lead(served))
        await connection.subscribe(CHANGES, ids=["p-john", "p-tariq"])
        assert {(await told(connection))["id"] for _ in range(2)} == {"p-john", "p-tariq"}
        await changed(served, "p-john", restriction="sealed", given_name="Jon")
        for name in ("Tarik", "Tariq"):
            await changed(served, "p-tariq", given_name=name)
            assert (await told(connection))["person"]["givenName"] == name
        await changed(served, "p-john", restriction="none", given_name="John")

    talked(port, work)


def test_somebody_who_dissents_meanwhile_is_told_of_no_more(served: Served, port: int) -> None:
    async def work(connection: Talk) -> None:
        await connection.begin(served.asker(Role.CASEWORKER, "North"))
        await connection.subscribe(CHANGES, ids=["p-amina"])
        await told(connection)
        await changed(served, "p-amina", dissents=["direct_care"], given_name="Unsaid")
        await changed(served, "p-amina", dissents=[], given_name="Aminah")
        assert (await told(connection))["person"]["givenName"] == "Aminah"
        await changed(served, "p-amina", given_name="Amina")
        assert (await told(connection))["person"]["givenName"] == "Amina"

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
        await told(connection)
        return await connection.closed(6)

    assert talked(port, work) == 4401


class _Later(datetime):
    """The time when every sharing protocol is past its date of review."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        return super().now(tz) + timedelta(days=10 * 366)


def test_closed_without_an_event_once_the_token_is_valid_no_longer(
    served: Served, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(connection: Talk) -> int:
        await connection.begin(lead(served))
        await connection.subscribe(CHANGES, ids=["p-amina"])
        await told(connection)
        later = time.time() + 601
        monkeypatch.setattr(token, "time", SimpleNamespace(time=lambda: later))
        return await connection.closed(5)

    assert talked(port, work) == 4401


def test_closed_without_an_event_once_no_protocol_serves_the_role(
    served: Served, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(connection: Talk) -> int:
        await connection.begin(lead(served))
        await connection.subscribe(CHANGES, ids=["p-amina"])
        await told(connection)
        monkeypatch.setattr("gql.plans.datetime", _Later)
        return await connection.closed(5)

    assert talked(port, work) == 4403


def test_nothing_before_the_connection_is_initialised(served: Served, port: int) -> None:
    async def work(connection: Talk) -> int:
        await connection.subscribe(CHANGES, ids=["p-amina"])
        return await connection.closed()

    assert talked(port, work) == 4401


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
