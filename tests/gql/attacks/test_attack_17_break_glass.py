"""Attack 17: glass broken without reason, kept too long, opened wider than claimed, approved by oneself.

The extra assertion: it is refused, or an alert is raised within a second; one purpose a request; and whether
the time is over is asked at every question and every event.
"""

import asyncio
import time
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from gql.alerts import AlertBook, AlertKind
from gql.audit import LogFolder
from gql.changes.breaking import MOST_A_DAY
from gql.roles import Operation, Purpose, Role
from tests.gql.changes.acting import Acting, Actor, Remote, fresh, make_people
from tests.gql.changes.asked import DOCUMENTS
from tests.gql.listening import listening
from tests.gql.talking import Talk, talked

pytestmark = pytest.mark.neo4j

BREAK, END = DOCUMENTS[Operation.BREAK_GLASS], DOCUMENTS[Operation.END_BREAK_GLASS]
REVIEW = DOCUMENTS[Operation.REVIEW_BREAK_GLASS]
REASON = "Found collapsed, and nobody is reached"
SEEN = "query Q($id: ID!) { person(id: $id) { id givenName score { band } outcomes { value } } }"
EXPIRE = "MATCH (g:KithGlass) SET g.until = timestamp() - 1"
LISTED = "{ brokenGlass { id who person reason isOpen reviewedBy isJustified note } }"


@pytest.fixture(autouse=True)
def _anew(changes: Acting) -> None:
    make_people(changes.settings.target)


def nurse(changes: Acting, subject: str = "nina", **more: Any) -> Actor:
    return changes.actor(Role.CASEWORKER, "South", subject=subject, **more)


def break_glass(actor: Actor, person: str, reason: str = REASON) -> Any:
    return actor.data(BREAK, key=fresh(), person=person, reason=reason)


async def introduced(connection: Talk, actor: Actor) -> None:
    """Say who asks."""
    headers = actor.headers()
    payload = {name: headers[name] for name in ("Authorization", "Kith-Purpose")}
    await connection.say("connection_init", payload=payload)
    assert (await connection.hear())["type"] == "connection_ack"


async def told_of(connection: Talk) -> Any:
    """What the next event tells."""
    (found,) = (await connection.hear())["payload"]["data"].values()
    return found


@pytest.mark.parametrize("reason", ["", " " * 40, "emergency", "x" * 501])
@pytest.mark.parametrize("person", ["p-rita", "p-seal", "p-nobody"])
def test_without_a_reason_it_is_refused_whoever_it_is_for(changes: Acting, reason: str, person: str) -> None:
    actor = nurse(changes)
    assert actor.code(BREAK, key=fresh(), person=person, reason=reason) == "INVALID_VARIABLES"
    assert changes.read("MATCH (g:KithGlass) RETURN g.id") == []


def test_it_opens_what_a_tie_opens_at_once_and_for_this_caller_only(changes: Acting) -> None:
    actor, other = nurse(changes), nurse(changes, "nora")
    assert actor.data(SEEN, id="p-rita") is None
    told = break_glass(actor, "p-rita")
    assert told["person"] == {"id": "p-rita", "givenName": "Rita", "score": {"band": "high"}}
    assert actor.data(SEEN, id="p-rita")["givenName"] == "Rita"
    assert other.data(SEEN, id="p-rita") is None


def test_it_opens_no_wider_record_than_was_claimed(changes: Acting) -> None:
    """Neither those who live with the person, nor a record that a merge has made wider since."""
    changes.read(
        "MATCH (a:Person {id: 'p-amina'}), (r:Person {id: 'p-rita'}), (m:Person {id: 'p-mary'}) "
        "MATCH (h:Household {id: 'h-khan'}) CREATE (r)-[:MEMBER_OF {from: '2020-01-01'}]->(h) "
        "CREATE (m)-[:RELATED {kind: 'sibling'}]->(r)"
    )
    actor = nurse(changes)
    break_glass(actor, "p-mary")
    around = "query Q($id: ID!) { person(id: $id) { score { band } related { other { id } } } }"
    found = actor.data(around, id="p-mary")
    assert found["score"] is not None
    assert "p-rita" not in repr(found)
    assert actor.data(SEEN, id="p-amina")["score"] is None
    changes.read(
        "MERGE (f:KithFeed {name: 'people'}) SET f.position = coalesce(f.position, 0) + 1 "
        "CREATE (:FeedEntry {sequence: f.position, person: 'p-x', into: 'p-mary', what: 'merged'})"
    )
    assert actor.data(SEEN, id="p-mary")["score"] is None


def test_it_is_over_when_its_time_is(changes: Acting) -> None:
    actor = nurse(changes)
    key = fresh()
    told = actor.data(BREAK, key=key, person="p-rita", reason=REASON)
    changes.read(EXPIRE)
    assert actor.data(SEEN, id="p-rita") is None
    again = actor.data(BREAK, key=key, person="p-rita", reason=REASON)
    assert (again["ids"], again["person"]) == (told["ids"], None)
    assert actor.data(SEEN, id="p-rita") is None
    assert break_glass(actor, "p-rita")["ids"] != told["ids"]


def test_it_ends_at_once_by_whoever_broke_it_and_by_nobody_else(changes: Acting) -> None:
    actor = nurse(changes)
    (glass,) = break_glass(actor, "p-rita")["ids"]
    assert nurse(changes, "nora").data(END, key=fresh(), glass=glass) is None
    assert actor.data(SEEN, id="p-rita") is not None
    assert actor.data(END, key=fresh(), glass=glass)["ids"] == [glass]
    assert actor.data(SEEN, id="p-rita") is None


def test_it_ends_at_once_in_another_process_too(changes: Acting) -> None:
    beside = replace(changes.settings, audit=changes.settings.audit.with_name("beside"))
    actor = nurse(changes)

    with listening(beside) as port:
        remote = Remote(port, actor)
        (glass,) = break_glass(actor, "p-rita")["ids"]
        deadline = time.monotonic() + 10
        while remote.data(SEEN, id="p-rita") is None:
            assert time.monotonic() < deadline
        actor.data(END, key=fresh(), glass=glass)
        assert remote.data(SEEN, id="p-rita") is None


def test_two_purposes_are_two_claims(changes: Acting) -> None:
    """The glass is of one purpose, and a request states one: nothing in a document states another."""
    both = frozenset({Purpose.SAFEGUARDING, Purpose.DIRECT_CARE})
    care, guard = (
        changes.actor(Role.SAFEGUARDING_LEAD, subject="lena", purpose=each, purposes=both)
        for each in (Purpose.DIRECT_CARE, Purpose.SAFEGUARDING)
    )
    (glass,) = break_glass(care, "p-rita")["ids"]
    assert care.data(SEEN, id="p-rita") is not None
    assert guard.data(SEEN, id="p-rita") is None
    assert guard.data(END, key=fresh(), glass=glass) is None
    body = {"query": SEEN, "variables": {"id": "p-rita"}}
    mixed = [("Kith-Purpose", "direct_care, safeguarding")]
    twice = [("Kith-Purpose", "direct_care"), ("Kith-Purpose", "safeguarding")]
    for purposes in (mixed, twice):
        others = [each for each in care.headers().items() if each[0] != "Kith-Purpose"]
        told = changes.client.post("/graphql", json=body, headers=[*others, *purposes])
        assert told.status_code == 403


def test_two_changes_do_not_fit_in_one_document(changes: Acting) -> None:
    actor = nurse(changes)
    one = f'breakGlass(key: "{fresh()}", person: "p-rita", reason: "{REASON}") {{ ids }}'
    assert actor.code(f"mutation {{ a: {one} b: {one} }}") == "INVALID_DOCUMENT"
    assert changes.read("MATCH (g:KithGlass) RETURN g.id") == []


def test_nobody_reviews_their_own(changes: Acting) -> None:
    """Somebody who holds both roles, and types their name in other letters."""
    (glass,) = break_glass(nurse(changes, "Nina"), "p-rita")["ids"]
    judged = {"justified": True, "note": "All was well, I was there"}
    own = changes.actor(Role.AUDITOR, subject="nina")
    assert own.code(REVIEW, key=fresh(), glass=glass, **judged) == "OWN_GLASS"
    auditor = changes.actor(Role.AUDITOR, subject="otto")
    (listed,) = auditor.data(LISTED)
    assert (listed["who"], listed["reason"], listed["reviewedBy"]) == ("Nina", REASON, None)
    assert auditor.data(REVIEW, key=fresh(), glass=glass, **judged)["ids"] == [glass]
    assert auditor.data(REVIEW, key=fresh(), glass=glass, **judged) is None
    (listed,) = auditor.data(LISTED)
    assert (listed["reviewedBy"], listed["isJustified"], listed["isOpen"]) == ("otto", True, True)
    assert nurse(changes).code(LISTED) == "INVALID_DOCUMENT"


def test_what_there_was_no_reason_for_ends_with_the_review(changes: Acting) -> None:
    actor = nurse(changes)
    (glass,) = break_glass(actor, "p-rita")["ids"]
    auditor = changes.actor(Role.AUDITOR, subject="otto")
    auditor.data(REVIEW, key=fresh(), glass=glass, justified=False, note="No emergency was known to anybody")
    assert actor.data(SEEN, id="p-rita") is None


def test_an_alert_is_raised_within_a_second_each_time(changes: Acting) -> None:
    auditor = changes.actor(Role.AUDITOR)
    beside = replace(changes.settings, audit=changes.settings.audit.with_name("alerting"))

    async def work(connection: Talk) -> Any:
        await introduced(connection, auditor)
        await connection.subscribe("subscription { alerts { kind who subjects } }")
        heard = []
        for count in (2, 1):
            await asyncio.to_thread(remote.data, BREAK, key=fresh(), person="p-rita", reason=REASON)
            heard += [await told_of(connection) for _ in range(count)]
        return heard

    with listening(beside) as port:
        remote = Remote(port, nurse(changes))
        heard = talked(port, work)
    assert Counter(alert["kind"] for alert in heard) == {
        "self_claimed_relationship": 2,
        "sensitive_view_across_bodies": 1,
    }
    for alert in heard:
        assert (alert["who"], alert["subjects"]) == ("nina", ["p-rita"])


def test_events_stop_when_the_glass_is_over(changes: Acting) -> None:
    """Of a person who may be followed, so that only what the glass opens is at stake."""
    beside = replace(changes.settings, audit=changes.settings.audit.with_name("events"))
    lead = changes.actor(Role.SAFEGUARDING_LEAD, subject="lena")
    follow = "subscription S($ids: [ID!]!) { entityChanges(ids: $ids) { id person { givenName } } }"
    change = """
    MATCH (p:Person {id: $id}) SET p.given_name = $name
    MERGE (f:KithFeed {name: 'people'}) SET f.position = coalesce(f.position, 0) + 1
    CREATE (:FeedEntry {sequence: f.position, at: '2026-11-29T00:00:00Z', person: $id, what: 'changed',
      moved: 0, by: 'test', unit: f.position})
    """

    async def work(connection: Talk) -> list[Any]:
        await introduced(connection, lead)
        await connection.subscribe(follow, ids=["p-rita", "p-john"])
        heard = {(await told_of(connection))["id"] for _ in range(2)}
        assert heard == {"p-rita", "p-john"}
        await asyncio.to_thread(changes.read, EXPIRE)
        await asyncio.to_thread(changes.read, change, id="p-rita", name="Ruth")
        await asyncio.to_thread(changes.read, change, id="p-john", name="Jack")
        return [await told_of(connection)]

    with listening(beside) as port:
        remote = Remote(port, lead)
        remote.data(BREAK, key=fresh(), person="p-rita", reason=REASON)
        (only,) = talked(port, work)
    assert only == {"id": "p-john", "person": {"givenName": "Jack"}}


def test_the_sealed_are_as_nobody_and_an_attempt_is_alerted(changes: Acting) -> None:
    actor = nurse(changes)
    told = [actor.raw(BREAK, key=fresh(), person=each, reason=REASON) for each in ("p-seal", "p-nobody")]
    told += [
        actor.raw(BREAK, key=fresh(), nhsNumber=number, birthDate="1971-05-06", reason=REASON)
        for number in ("9434765919", "9990000018")
    ]
    assert set(told) == {(200, b'{"data":{"breakGlass":null}}')}
    with AlertBook(LogFolder(changes.settings.audit)) as book:
        book.catch_up()
        last = [alert for alert, _ in book.listed() if alert.who == "nina"][-1]
    assert (last.kind, last.subjects) == (AlertKind.ATTEMPT, ("p-seal",))


@pytest.mark.parametrize(
    ("number", "born", "is_found"),
    [
        ("9434765870", "1970-05-06", True),
        ("943 476 5870", "1970-05-06", True),
        ("9434765870", "1970-05-07", False),
        ("9434765870", "1970", False),
        ("9434765846", "1970-05-06", False),
    ],
)
def test_whom_nobody_finds_is_named_by_number_and_birth_exactly(
    changes: Acting, number: str, born: str, is_found: bool
) -> None:
    told = nurse(changes).data(BREAK, key=fresh(), nhsNumber=number, birthDate=born, reason=REASON)
    assert (told is not None) == is_found
    assert number.replace(" ", "") not in repr(changes.entries())


@pytest.mark.parametrize(
    "named", [{}, {"nhsNumber": "9434765870"}, {"person": "p-rita", "nhsNumber": "9434765870"}]
)
def test_one_person_is_named_in_one_way(changes: Acting, named: dict[str, str]) -> None:
    assert nurse(changes).code(BREAK, key=fresh(), reason=REASON, **named) == "INVALID_VARIABLES"


def test_trying_one_number_after_another_soon_ends(changes: Acting) -> None:
    actor = nurse(changes, "guesser")
    for _ in range(MOST_A_DAY):
        assert break_glass(actor, "p-nobody") is None
    assert actor.code(BREAK, key=fresh(), person="p-rita", reason=REASON) == "BUDGET_SPENT"
    assert break_glass(nurse(changes), "p-rita") is not None


def test_the_reason_is_kept_for_the_review_and_nowhere_else(changes: Acting) -> None:
    break_glass(nurse(changes), "p-rita", "A most unmistakable reason")
    found = changes.read(
        "MATCH (n) WHERE any(k IN keys(n) WHERE toStringOrNull(n[k]) CONTAINS 'unmistakable') "
        "RETURN labels(n) AS labels"
    )
    assert [row["labels"] for row in found] == [["KithGlass"]]
    assert "unmistakable" not in repr(changes.entries())


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.CASEWORKER, Role.SAFEGUARDING_LEAD}))
def test_others_break_no_glass(changes: Acting, role: Role) -> None:
    code = changes.actor(role).code(BREAK, key=fresh(), person="p-rita", reason=REASON)
    assert code == "INVALID_DOCUMENT"
