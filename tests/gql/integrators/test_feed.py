"""The feed over HTTP: whose records moved, as writers of people enter it, and no trace of anybody hidden."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from gql.access import Outcome, Rule
from gql.integrators.feed import may_follow
from gql.integrators.pages import Listing
from gql.roles import Operation, Role
from graph.feed import Act
from graph.generation import Generation
from graph.people import read_people, write_people
from graph.store import Store, Target
from tests.gql.changes.acting import Acting, Actor, fresh, make_people
from tests.gql.changes.asked import DOCUMENTS, USUAL
from tests.gql.following import change
from tests.gql.integrators.reading import code, page
from tests.gql.questions import plan_of

pytestmark = pytest.mark.neo4j
AT = "2026-11-24T00:00:00Z"
ENTER = """
MERGE (feed:KithFeed {name: 'people'}) ON CREATE SET feed.position = 0
WITH feed, feed.position AS before
SET feed.position = before + size($people)
WITH before UNWIND range(1, size($people)) AS n
CREATE (:FeedEntry {sequence: before + n, at: $at, person: $people[n - 1], what: $what, moved: $moved,
  by: 'test', unit: before + n})
"""
HOLD = "MATCH (p:Person {id: $id}) SET p.restriction = $as"


@pytest.fixture(autouse=True)
def _anew(changes: Acting) -> None:
    make_people(changes.settings.target)


def integrator(changes: Acting, subject: str = "ivan") -> Actor:
    return changes.actor(Role.INTEGRATOR, subject=subject)


def enter(changes: Acting, *people: str, what: str = "created", moved: int = 1) -> None:
    changes.read(ENTER, people=list(people), what=what, moved=moved, at=AT)


def regroup(target: Target, wanted: Callable[[Generation], Generation]) -> None:
    """Write another generation of people, as resolving does."""

    async def write() -> None:
        async with await Store.connect(target) as store:
            present, _ = await read_people(store)
            await write_people(store, present, wanted(present), Act(AT))

    asyncio.run(write())


def merged(loser: str, survivor: str) -> Callable[[Generation], Generation]:
    def wanted(present: Generation) -> Generation:
        person = {record: survivor if id_ == loser else id_ for record, id_ in present.links.person.items()}
        people = {id_: each for id_, each in present.people.items() if id_ != loser}
        return replace(
            present, people=people, links=replace(present.links, person=person), merged={loser: survivor}
        )

    return wanted


def moved(record: str, person: str) -> Callable[[Generation], Generation]:
    def wanted(present: Generation) -> Generation:
        links = replace(present.links, person={**present.links.person, record: person})
        return replace(present, links=links)

    return wanted


def told(body: Any) -> list[str]:
    return [each["id"] for each in body["changes"]]


def test_changes_come_in_order_and_a_page_goes_on_where_the_last_ended(changes: Acting) -> None:
    actor = integrator(changes)
    enter(changes, "p-amina", "p-tariq", "p-john")
    first = page(actor, Listing.FEED, first=2)
    assert first["changes"] == [
        {"id": "p-amina", "person": "p-amina", "at": AT},
        {"id": "p-tariq", "person": "p-tariq", "at": AT},
    ]
    assert first["hasMore"] is True
    second = page(actor, Listing.FEED, first=2, after=first["cursor"])
    assert (told(second), second["hasMore"]) == (["p-john"], False)
    enter(changes, "p-mary", what="changed")
    assert told(page(actor, Listing.FEED, after=second["cursor"])) == ["p-mary"]


def test_before_the_first_change_there_is_a_page_to_go_on_from(changes: Acting) -> None:
    actor = integrator(changes)
    empty = page(actor, Listing.FEED)
    assert (empty["changes"], empty["hasMore"]) == ([], False)
    enter(changes, "p-amina")
    assert told(page(actor, Listing.FEED, after=empty["cursor"])) == ["p-amina"]


def test_who_is_hidden_leaves_no_gap(changes: Acting) -> None:
    """Pages are what they would be, had the feed no entry of anybody hidden: full, and as many."""
    actor = integrator(changes)
    enter(changes, "p-seal", "p-amina", "p-rita", "p-seal", "p-tariq", "p-nobody", "p-rita")
    first = page(actor, Listing.FEED, first=1)
    assert (told(first), first["hasMore"]) == (["p-amina"], True)
    second = page(actor, Listing.FEED, first=1, after=first["cursor"])
    assert (told(second), second["hasMore"]) == (["p-tariq"], False)


def test_a_change_of_somebody_hidden_is_no_change(changes: Acting) -> None:
    """A page after it is that of a feed that stood still, but for its cursor, which is always new."""
    actor = integrator(changes)
    enter(changes, "p-amina")
    end = page(actor, Listing.FEED)["cursor"]
    still = [page(actor, Listing.FEED, after=end) for _ in range(2)]
    enter(changes, "p-seal", "p-rita", "p-nobody", *["p-seal"] * 20)
    later = page(actor, Listing.FEED, after=end)
    assert len({each["cursor"] for each in (*still, later)}) == 3
    assert len({len(each["cursor"]) for each in (*still, later)}) == 1
    for each in (*still, later):
        assert each | {"cursor": ""} == {"changes": [], "hasMore": False, "cursor": ""}


@pytest.mark.parametrize("restriction", ["restricted", "sealed", "unheard of", None])
def test_how_somebody_is_held_is_asked_when_the_page_is(changes: Acting, restriction: str | None) -> None:
    actor = integrator(changes)
    enter(changes, "p-amina", "p-tariq")
    changes.read(HOLD, id="p-amina", **{"as": restriction})
    assert told(page(actor, Listing.FEED)) == ["p-tariq"]
    changes.read(HOLD, id="p-amina", **{"as": "sensitive"})
    assert told(page(actor, Listing.FEED)) == ["p-amina", "p-tariq"]


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        (Operation.RECORD_EPISODE, {}),
        (Operation.RECORD_OUTCOME, {}),
        (Operation.RECORD_CONSENT, {"says": "refuses"}),
    ],
)
def test_what_is_recorded_of_somebody_is_not_told(
    changes: Acting, operation: Operation, given: dict[str, str]
) -> None:
    """It is entered into the feed, but integrators read neither help nor what somebody has said."""
    worker = changes.actor(Role.CASEWORKER, "North", worker="w-1")
    done = worker.data(DOCUMENTS[operation], key=fresh(), person="p-amina", **{**USUAL[operation], **given})
    assert done["position"] > 0
    assert told(page(integrator(changes), Listing.FEED)) == []


def test_a_change_of_hidden_values_is_not_told(changes: Acting) -> None:
    target = changes.settings.target

    async def renamed() -> None:
        async with await Store.connect(target) as store:
            await change(store, "p-amina", given_name="Aminah", restriction="sensitive")

    asyncio.run(renamed())
    assert told(page(integrator(changes), Listing.FEED)) == []


def test_who_is_merged_away_leads_to_whom_they_became(changes: Acting) -> None:
    regroup(changes.settings.target, merged("p-mary", "p-john"))
    found = page(integrator(changes), Listing.FEED)["changes"]
    assert [(each["id"], each["person"]) for each in found] == [("p-john", "p-john"), ("p-mary", "p-john")]


def test_who_is_merged_into_somebody_hidden_is_hidden(changes: Acting) -> None:
    enter(changes, "p-mary")
    regroup(changes.settings.target, merged("p-mary", "p-seal"))
    assert told(page(integrator(changes), Listing.FEED)) == []


def test_whoever_lost_a_record_is_told_of_as_who_gained_it(changes: Acting) -> None:
    regroup(changes.settings.target, moved("housing/1", "p-mary"))
    assert set(told(page(integrator(changes), Listing.FEED))) == {"p-amina", "p-mary"}


def test_a_record_that_came_from_somebody_hidden_does_not_tell_of_them(changes: Acting) -> None:
    regroup(changes.settings.target, moved("health/31", "p-mary"))
    assert told(page(integrator(changes), Listing.FEED)) == ["p-mary"]


def test_long_stretches_of_nothing_are_read_over(changes: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gql.integrators.feed._AT_ONCE", 3)
    actor = integrator(changes)
    enter(changes, "p-amina", *["p-seal"] * 10, "p-tariq", *["p-rita"] * 7)
    first = page(actor, Listing.FEED, first=1)
    assert (told(first), first["hasMore"]) == (["p-amina"], True)
    second = page(actor, Listing.FEED, first=1, after=first["cursor"])
    assert (told(second), second["hasMore"]) == (["p-tariq"], False)
    enter(changes, "p-john")
    assert told(page(actor, Listing.FEED, after=second["cursor"])) == ["p-john"]


def test_a_cursor_of_what_is_not_there_any_more_is_refused(changes: Acting) -> None:
    """As after the database was restored from an older copy: who went on would skip what follows."""
    actor = integrator(changes)
    enter(changes, "p-amina", "p-tariq")
    end = page(actor, Listing.FEED)["cursor"]
    changes.read("MATCH (n:KithFeed) SET n.position = 1")
    assert code(actor, Listing.FEED, after=end) == (400, "INVALID_PARAMETERS")


def test_what_the_audit_is_told(changes: Acting) -> None:
    changes.read(HOLD, id="p-tariq", **{"as": "sensitive"})
    enter(changes, "p-old", "p-tariq", "p-seal")
    page(integrator(changes), Listing.FEED)
    entry = changes.entries()[-1]
    assert (entry["decision"], entry["who"], entry["purpose"]) == ("answered", "ivan", "integration")
    assert entry["people"] == ["p-amina", "p-tariq"]
    assert entry["states"] == {"sensitive": ["p-tariq"], "apart": ["p-tariq"]}
    assert entry["fields"] == ["Query.feed", "Person.id", "Person.records"]
    assert len(entry["document"]) == 64


def test_a_page_that_is_not_full_leaves_at_a_stroke(changes: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    strokes = []

    async def stroke(begun: float) -> None:
        strokes.append(begun)

    monkeypatch.setattr("gql.service.next_stroke", stroke)
    enter(changes, "p-amina", "p-tariq")
    page(integrator(changes), Listing.FEED, first=1)
    assert not strokes
    page(integrator(changes), Listing.FEED)
    assert len(strokes) == 1


@pytest.mark.parametrize("role", Role)
def test_only_who_loads_records_has_a_feed(role: Role) -> None:
    assert may_follow(plan_of(role)) is (role is Role.INTEGRATOR)


@pytest.mark.parametrize("field", ["id", "records"])
@pytest.mark.parametrize("outcome", [Outcome.PSEUDONYM, Outcome.HIDE])
def test_under_stricter_rules_there_is_none(field: str, outcome: Outcome) -> None:
    plan = plan_of(Role.INTEGRATOR)
    key = ("Person", field)
    rule = Rule(outcome, plan.rules[key].condition)
    assert not may_follow(replace(plan, rules={**plan.rules, key: rule}))
