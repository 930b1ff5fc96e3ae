"""What a subscription tells: what the caller may see, as it is when it is told, and nothing else.

Over a real database, with changes entered as the writers of people enter them.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import pyarrow as pa
import pytest

from gql import token
from gql.roles import Role
from gql.seats import Seats
from gql.subscriber import Event, RefusedError
from graph.decisions import DECISIONS, Making, keep_decisions
from graph.feed import Act
from graph.people import read_people, write_people
from graph.review import take
from graph.ruling import Opinion
from graph.store import Target
from tests.gql.following import Following, change, following, following_event
from tests.gql.world import make_world

pytestmark = pytest.mark.neo4j
CHANGES = (
    "subscription C($ids: [ID!]!) { entityChanges(ids: $ids) { id person { id givenName familyName } } }"
)
QUEUE = "subscription { reviewQueue { waits records { id } } }"


@pytest.fixture
def work(
    empty_database: Target, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[Following], Awaitable[None]]], None]:
    """Runs a test with a subscriber that looks for news all the time."""
    monkeypatch.setattr("gql.subscriber._FEED_SECONDS", 0.02)
    monkeypatch.setattr("gql.subscriber._QUEUE_SECONDS", 0.02)
    make_world(empty_database)

    def run(test: Callable[[Following], Awaitable[None]]) -> None:
        async def inside() -> None:
            async with following(empty_database, tmp_path, Seats(3, 2)) as found:
                await test(found)

        asyncio.run(inside())

    return run


Work = Callable[[Callable[[Following], Awaitable[None]]], None]


def test_what_is_hidden_of_somebody_may_change_untold(work: Work) -> None:
    async def test(found: Following) -> None:
        events = found.events(found.request(Role.CASEWORKER, "North"), CHANGES, ids=["p-amina"])
        first = await following_event(events)
        assert (first["id"], first["person"]["givenName"]) == ("p-amina", "Amina")
        waiting = asyncio.ensure_future(following_event(events))
        await found.asked("p-amina")
        await change(found.store, "p-amina", nhs_number="9434765870", phone="+442079460001")
        assert (await found.asked("p-amina"))["decision"] == "answered"
        await change(found.store, "p-amina", given_name="Aminah")
        assert (await waiting)["person"]["givenName"] == "Aminah"

    work(test)


@pytest.mark.parametrize(
    ("role", "hides", "shows"),
    [
        (Role.CASEWORKER, {"dissents": ["direct_care"]}, {"dissents": []}),
        (Role.CASEWORKER, {"restriction": "sealed"}, {"restriction": "none"}),
        (Role.SAFEGUARDING_LEAD, {"restriction": "sealed"}, {"restriction": "none"}),
        (Role.INTEGRATOR, {"restriction": "sealed"}, {"restriction": "none"}),
    ],
)
def test_who_is_hidden_between_two_events_is_told_of_no_more(
    work: Work, role: Role, hides: dict[str, Any], shows: dict[str, Any]
) -> None:
    text = "subscription C($ids: [ID!]!) { entityChanges(ids: $ids) { person { id recordCount } } }"

    async def test(found: Following) -> None:
        events = found.events(found.request(role, "North"), text, ids=["p-amina"])
        assert (await following_event(events))["person"]["recordCount"] == 2
        waiting = asyncio.ensure_future(following_event(events))
        await found.asked("p-amina")
        await change(found.store, "p-amina", record_count=3, **hides)
        await found.asked("p-amina")
        await change(found.store, "p-amina", record_count=4, **shows)
        assert (await waiting)["person"]["recordCount"] == 4

    work(test)


def test_nobody_and_somebody_hidden_are_alike(work: Work) -> None:
    async def test(found: Following) -> None:
        await change(found.store, "p-mary", restriction="sealed")
        request = found.request(Role.SAFEGUARDING_LEAD)
        events = found.events(request, CHANGES, ids=["p-mary", "p-nobody", "p-tariq"])
        assert (await following_event(events))["id"] == "p-tariq"
        waiting = asyncio.ensure_future(following_event(events))
        await change(found.store, "p-mary", given_name="Maria")
        await change(found.store, "p-tariq", given_name="Tarik")
        assert (await waiting)["id"] == "p-tariq"

    work(test)


def test_who_is_merged_away_is_followed_into_the_survivor(work: Work) -> None:
    """The merge is written as resolving writes it."""

    async def test(found: Following) -> None:
        events = found.events(found.request(Role.SAFEGUARDING_LEAD), CHANGES, ids=["p-mary"])
        assert (await following_event(events))["person"]["id"] == "p-mary"
        present, _ = await read_people(found.store)
        person = {
            record: "p-john" if id_ == "p-mary" else id_ for record, id_ in present.links.person.items()
        }
        wanted = replace(
            present,
            people={id_: each for id_, each in present.people.items() if id_ != "p-mary"},
            links=replace(present.links, person=person),
            merged={"p-mary": "p-john"},
        )
        await write_people(found.store, present, wanted, Act("2026-11-24T00:00:00Z"))
        told = await following_event(events)
        assert (told["id"], told["person"]["id"]) == ("p-mary", "p-john")
        await change(found.store, "p-john", given_name="Johann")
        told = await following_event(events)
        assert (told["id"], told["person"]["givenName"]) == ("p-mary", "Johann")

    work(test)


def test_an_id_that_was_merged_away_before_is_followed_too(work: Work) -> None:
    async def test(found: Following) -> None:
        events = found.events(found.request(Role.SAFEGUARDING_LEAD), CHANGES, ids=["p-old"])
        assert (await following_event(events))["person"]["id"] == "p-amina"
        await change(found.store, "p-amina", given_name="Aminah")
        told = await following_event(events)
        assert (told["id"], told["person"]["givenName"]) == ("p-old", "Aminah")

    work(test)


def test_pairs_begin_and_cease_to_wait_and_hidden_ones_are_not_told(work: Work) -> None:
    def doubt(left: str, right: str) -> dict[str, Any]:
        evidence = orjson.dumps([]).decode()
        return {
            "left": left,
            "right": right,
            "judgement": "unsure",
            "weight": 2.0,
            "probability": 0.8,
            "evidence": evidence,
        }

    async def test(found: Following) -> None:
        await change(found.store, "p-mary", restriction="sealed")
        events = found.events(found.request(Role.INTEGRATOR), QUEUE)
        waiting = asyncio.ensure_future(following_event(events))
        while not found.subscriber.queue.is_listened_to:
            await asyncio.sleep(0)
        doubts = [doubt("health/7", "health/8"), doubt("health/7", "housing/1")]
        making = Making("resolver 1/aa", "2026-01-01T00:00:00Z")
        await keep_decisions(found.store, pa.Table.from_pylist(doubts, DECISIONS), making)
        pair = [{"id": "health/7"}, {"id": "housing/1"}]
        assert await waiting == {"waits": True, "records": pair}
        await take(found.store, Opinion("health/7", "housing/1", "match", "ann", "same card"))
        assert await following_event(events) == {"waits": False, "records": pair}

    work(test)


def test_each_event_is_authorised_and_an_expired_token_is_told_nothing(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test(found: Following) -> None:
        events = found.events(found.request(Role.SAFEGUARDING_LEAD), CHANGES, ids=["p-tariq"])
        await following_event(events)
        later = time.time() + 601
        monkeypatch.setattr(token, "time", SimpleNamespace(time=lambda: later))
        await change(found.store, "p-tariq", given_name="Tarik")
        with pytest.raises(RefusedError) as refused:
            await following_event(events)
        assert refused.value.code == "UNAUTHENTICATED"

    work(test)


def test_a_subscription_that_is_not_permitted_is_as_one_that_there_is_not(work: Work) -> None:
    async def test(found: Following) -> None:
        for role, text in (
            (Role.AUDITOR, CHANGES),
            (Role.DATA_SCIENTIST, QUEUE),
            (Role.INTEGRATOR, "subscription { alerts { at } }"),
            (Role.INTEGRATOR, "subscription { nothing { at } }"),
        ):
            with pytest.raises(RefusedError) as refused:
                await following_event(found.events(found.request(role), text, ids=["p-tariq"]))
            assert refused.value.code == "INVALID_DOCUMENT"

    work(test)


def test_subscriptions_have_a_number_and_give_their_place_back(work: Work) -> None:
    async def test(found: Following) -> None:
        request = found.request(Role.SAFEGUARDING_LEAD)
        async with AsyncExitStack() as opened:

            async def events() -> "AsyncGenerator[Event]":
                given = found.events(request, CHANGES, ids=["p-tariq"])
                return await opened.enter_async_context(aclosing(given))

            held = [await events() for _ in range(2)]
            for each in held:
                await following_event(each)
            with pytest.raises(RefusedError) as refused:
                await following_event(await events())
            assert refused.value.code == "TOO_MANY_SUBSCRIPTIONS"
            await held[0].aclose()
            await following_event(await events())

    work(test)
