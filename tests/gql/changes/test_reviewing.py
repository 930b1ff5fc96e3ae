"""Decisions of reviewers over GraphQL: as `kith review` takes them, and in effect at once."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from gql.roles import Operation, Role
from graph.feed import read_feed
from graph.reviewed import read_made, read_open
from graph.store import Store, Target
from resolver.resolve import Options, resolve
from tests.gql.changes.acting import KEY, WIPE, Acting, Actor, acting, fresh, make_people, over
from tests.gql.changes.asked import DOCUMENTS
from tests.resolver.small_world import put_world

pytestmark = pytest.mark.neo4j

DECIDE, WITHDRAW = DOCUMENTS[Operation.DECIDE_REVIEW], DOCUMENTS[Operation.WITHDRAW_DECISION]
PAIR = ("health/33", "health/8")
REASON = "I know both of them"
PERSON = "MATCH (:Record {id: $id})-[:IS]->(p:Person) RETURN p.id AS id"
DOUBT = """
MATCH (a:Record {id: 'claims/7'})<-[:ABOUT]-(d:Decision)-[:ABOUT]->(b:Record {id: 'register/7'})
WHERE d.superseded_at IS NULL SET d.judgement = 'unsure', d.probability = 0.6
"""


@pytest.fixture(autouse=True)
def _anew(request: pytest.FixtureRequest) -> None:
    if "changes" in request.fixturenames:
        make_people(request.getfixturevalue("changes").settings.target)


def reviewer(changes: Acting, subject: str = "ann") -> Actor:
    return changes.actor(Role.SAFEGUARDING_LEAD, subject=subject)


def decide(actor: Actor, judgement: str, pair: tuple[str, str] = PAIR) -> Any:
    given = {"judgement": judgement, "reason": REASON}
    return actor.data(DECIDE, key=fresh(), left=pair[0], right=pair[1], **given)


def run(target: Target, work: Any) -> Any:
    async def connected() -> Any:
        async with await Store.connect(target) as store:
            return await work(store)

    return asyncio.run(connected())


@pytest.mark.parametrize("judgement", ["match", "no_match", "unsure"])
def test_a_decision_stands_with_who_and_why_and_the_evidence(changes: Acting, judgement: str) -> None:
    told = decide(reviewer(changes), judgement)
    assert (told["becomes"], told["isJudged"]) == ("stands", False)
    assert told["ids"] == sorted(PAIR)
    assert {each["id"] for each in told["records"]} == set(PAIR)
    (made,) = run(changes.settings.target, lambda store: read_made(store, PAIR[0]))
    assert (made.judgement, made.reviewer, made.reason) == (judgement, "ann", REASON)
    assert PAIR[::-1] not in {(pair.left, pair.right) for pair in run(changes.settings.target, read_open)}
    assert REASON not in repr(changes.entries())


def test_a_pair_that_does_not_wait_is_none(changes: Acting) -> None:
    actor = reviewer(changes)
    assert decide(actor, "match", ("housing/1", "health/33")) is None
    decide(actor, "match")
    assert decide(actor, "no_match") is None


def test_what_was_decided_is_withdrawn_and_kept(changes: Acting) -> None:
    actor, other = reviewer(changes), reviewer(changes, "ben")
    decide(actor, "match")
    withdrawn = {"left": PAIR[0], "right": PAIR[1], "reason": "It was another John"}
    assert other.data(WITHDRAW, key=fresh(), **withdrawn)["becomes"] == "withdrawn"
    assert other.data(WITHDRAW, key=fresh(), **withdrawn) is None
    (made,) = run(changes.settings.target, lambda store: read_made(store, PAIR[0], everything=True))
    assert (made.superseded_by, made.superseded_reason) == ("reviewer:ben", withdrawn["reason"])


def test_restricted_records_take_two(changes: Acting) -> None:
    changes.read("MATCH (r:Record {id: 'health/8'}) SET r.restriction = 'restricted'")
    assert decide(reviewer(changes), "match")["becomes"] == "proposed"
    contradicts = {"left": PAIR[0], "right": PAIR[1], "judgement": "no_match", "reason": REASON}
    assert reviewer(changes, "ben").code(DECIDE, key=fresh(), **contradicts) == "CONTRADICTED"
    assert decide(reviewer(changes, "ben"), "match")["becomes"] == "stands"


@pytest.mark.parametrize("given", [{"left": "health/8"}, {"reason": " "}, {"reason": "x" * 501}])
def test_what_is_no_opinion_is_refused(changes: Acting, given: dict[str, str]) -> None:
    asked = {"left": PAIR[0], "right": PAIR[1], "judgement": "match", "reason": REASON, **given}
    assert reviewer(changes).code(DECIDE, key=fresh(), **asked) == "INVALID_VARIABLES"


def test_a_decision_takes_effect_at_once_and_the_same_key_takes_it_up(
    empty_database: Target, tmp_path: Path
) -> None:
    """Two records that a run has joined come apart; the feed says by whom; asked again, no more happens."""
    over(empty_database, WIPE)

    async def resolved(store: Store) -> None:
        await put_world(store)
        await resolve(store, Options(key=KEY, folder=tmp_path / "resolver"))

    run(empty_database, resolved)
    over(empty_database, DOUBT)
    pair = ("claims/7", "register/7")
    with acting(empty_database, tmp_path, resolver=tmp_path / "resolver") as changes:
        key, actor = fresh(), reviewer(changes)
        given = {"left": pair[0], "right": pair[1], "judgement": "no_match", "reason": REASON}
        told = actor.data(DECIDE, key=key, **given)
        assert (told["becomes"], told["isJudged"]) == ("stands", True)
        assert actor.data(DECIDE, key=key, **given) == told
    one, other = (over(empty_database, PERSON, id=each)[0]["id"] for each in pair)
    assert one != other
    last = run(empty_database, lambda store: read_feed(store, 0, 10_000))[-1]
    assert (last.by, last.sequence) == ("reviewer:ann", told["position"])
