"""Episodes, help and outcomes that staff record: kept with who and when, and lost by no run."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gql.roles import Operation, Role
from graph.erasure import read_erasable, removal
from graph.held import held_of
from graph.involvement_layers import keep_involvement
from graph.own import own_sources
from graph.store import Store, Target
from resolver.facts_known import facts_known
from resolver.resolve import Options, resolve
from resolver.settle import settle
from tests.gql.changes.acting import KEY, WIPE, Acting, acting, fresh, over
from tests.gql.changes.asked import DOCUMENTS, USUAL
from tests.resolver.small_world import put_world

pytestmark = pytest.mark.neo4j

RECORDED = (Operation.RECORD_EPISODE, Operation.RECORD_INTERVENTION, Operation.RECORD_OUTCOME)
PERSON = "MATCH (:Record {id: 'register/7'})-[:IS]->(p:Person) RETURN p.id AS id"
SERVICE = "MATCH (s:Service {name: 'Housing advice'}) RETURN s.id AS id"
OWN = "MATCH (r:Record) WHERE r.source STARTS WITH 'kith-' RETURN r {.*} AS r ORDER BY r.id"
INVOLVED = """
MATCH (p:Person)-[:HAD|RECEIVED|REACHED]->(x) OPTIONAL MATCH (x)-[:WITH|BY]->(s:Service)
RETURN p.id AS person, x {.*} AS x, s.id AS service ORDER BY x.id
"""
EPISODE = DOCUMENTS[Operation.RECORD_EPISODE]


@pytest.mark.parametrize("operation", RECORDED)
def test_what_is_written_is_told_and_kept_with_who_and_when(changes: Acting, operation: Operation) -> None:
    worker = changes.actor(Role.CASEWORKER, "North", subject="ann")
    told = worker.data(DOCUMENTS[operation], key=fresh(), person="p-amina", **USUAL[operation])
    made, record = told["ids"]
    assert told["person"]["id"] == "p-amina"
    (row,) = changes.read("MATCH (r:Record {id: $id}) RETURN r {.*} AS r", id=record)
    assert row["r"]["recorded_by"] == "staff:ann"
    assert row["r"]["source"] in own_sources()
    assert row["r"]["person_key"] == "health/7"
    assert {"recorded_at", "received_at", "original", "hash"} <= row["r"].keys()
    (found,) = changes.read("MATCH (p:Person)-->(x {id: $id}) RETURN p.id AS person, x {.*} AS x", id=made)
    assert found["person"] == "p-amina"
    assert found["x"]["recorded_at"] == row["r"]["recorded_at"]


@pytest.mark.parametrize("operation", RECORDED)
def test_nobody_is_tied_to_the_person_by_it(changes: Acting, operation: Operation) -> None:
    ties = "MATCH (w:Worker)-[t:WORKS_WITH]->(p:Person) RETURN count(t) AS ties, count(DISTINCT w) AS workers"
    before = changes.read(ties)
    lead = changes.actor(Role.SAFEGUARDING_LEAD, "North", worker="w-9")
    assert lead.data(DOCUMENTS[operation], key=fresh(), person="p-john", **USUAL[operation]) is not None
    assert changes.read(ties) == before
    assert not changes.read(
        "MATCH (r:Record) WHERE r.source STARTS WITH 'kith-' AND r.worker IS NOT NULL RETURN r.id"
    )


def test_an_episode_that_was_recorded_here_is_ended_and_its_former_version_kept(changes: Acting) -> None:
    worker = changes.actor(Role.CASEWORKER, "North")
    made, record = worker.data(EPISODE, key=fresh(), person="p-amina", **USUAL[Operation.RECORD_EPISODE])[
        "ids"
    ]
    ending = {"id": made, "end": "2026-04-01", "outcome": "moved on"}
    assert worker.data(EPISODE, key=fresh(), person="p-amina", episode=ending)["ids"] == [made, record]
    (episode,) = changes.read(
        "MATCH (e:Episode {id: $id}) RETURN e.end AS end, e.outcome AS outcome", id=made
    )
    assert episode == {"end": "2026-04-01", "outcome": "moved on"}
    (row,) = changes.read(
        "MATCH (r:Record {id: $id})-[:REPLACED]->(v:RecordVersion) "
        "RETURN r.version AS now, v.version AS before, r.episode_outcome AS outcome",
        id=record,
    )
    assert row == {"now": 2, "before": 1, "outcome": "moved on"}


@pytest.mark.parametrize(
    ("person", "episode"),
    [
        ("p-amina", {"id": "e-1", "end": "2026-04-01"}),
        ("p-amina", {"id": "e-nobody", "end": "2026-04-01"}),
        ("p-john", {"id": "e-1", "end": "2026-04-01"}),
    ],
)
def test_what_another_source_says_is_ended_there(
    changes: Acting, person: str, episode: dict[str, str]
) -> None:
    lead = changes.actor(Role.SAFEGUARDING_LEAD)
    assert lead.data(EPISODE, key=fresh(), person=person, episode=episode) is None


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        (Operation.RECORD_EPISODE, {"episode": {"service": "s-care", "kind": "support"}}),
        (Operation.RECORD_EPISODE, {"episode": {"service": "s-care", "kind": "support", "start": "2026"}}),
        (
            Operation.RECORD_EPISODE,
            {"episode": {"service": "s-care", "kind": "support", "start": "2999-01-01"}},
        ),
        (
            Operation.RECORD_EPISODE,
            {"episode": {"service": "s-care", "kind": "party", "start": "2026-01-01"}},
        ),
        (
            Operation.RECORD_EPISODE,
            {"episode": {"service": "s-care", "kind": "support", "start": "2026-01-02", "end": "2026-01-01"}},
        ),
        (Operation.RECORD_EPISODE, {"episode": {"id": "e-1"}}),
        (Operation.RECORD_EPISODE, {"episode": {"id": "e-1", "end": "2026-01-01", "kind": "support"}}),
        (Operation.RECORD_OUTCOME, {"outcome": {"kind": " ", "value": "kept", "at": "2026-01-01"}}),
        (Operation.RECORD_OUTCOME, {"outcome": {"kind": "x" * 201, "value": "kept", "at": "2026-01-01"}}),
        (
            Operation.RECORD_INTERVENTION,
            {"intervention": {"service": "s-care", "kind": "x", "start": "20260101"}},
        ),
    ],
)
def test_what_is_incomplete_is_refused_whoever_it_is_about(
    changes: Acting, operation: Operation, given: dict[str, Any]
) -> None:
    worker = changes.actor(Role.CASEWORKER, "North")
    for person in ("p-amina", "p-seal", "p-nobody"):
        code = worker.code(DOCUMENTS[operation], key=fresh(), person=person, **given)
        assert code == "INVALID_VARIABLES"


def test_a_service_that_there_is_not(changes: Acting) -> None:
    worker = changes.actor(Role.CASEWORKER, "North")
    episode = {**USUAL[Operation.RECORD_EPISODE]["episode"], "service": "s-nowhere"}
    assert worker.data(EPISODE, key=fresh(), person="p-amina", episode=episode) is None


@pytest.fixture
def council(empty_database: Target, tmp_path: Path) -> Target:
    """A council that was resolved, in which a safeguarding lead has recorded one of each for one person."""

    async def resolved() -> None:
        async with await Store.connect(empty_database) as store:
            await put_world(store)
            await resolve(store, Options(key=KEY))

    over(empty_database, WIPE)
    asyncio.run(resolved())
    (person,), (service,) = over(empty_database, PERSON), over(empty_database, SERVICE)
    with acting(empty_database, tmp_path) as service_of:
        lead = service_of.actor(Role.SAFEGUARDING_LEAD)
        for operation in RECORDED:
            ((name, given),) = USUAL[operation].items()
            more = {"service": service["id"]} if "service" in given else {}
            told = lead.data(
                DOCUMENTS[operation], key=fresh(), person=person["id"], **{name: {**given, **more}}
            )
            assert told is not None
    return empty_database


def run(target: Target, *works: Any) -> Any:
    async def all_of() -> Any:
        async with await Store.connect(target) as store:
            return [await work(store) for work in works][-1]

    return asyncio.run(all_of())


def test_the_next_run_derives_what_was_written_and_changes_nothing(council: Target) -> None:
    before = over(council, INVOLVED)
    resolution = run(council, lambda store: resolve(store, Options(key=KEY)))
    assert resolution.written == 0
    assert over(council, INVOLVED) == before


def test_settling_the_person_changes_nothing_either(council: Target) -> None:
    before = over(council, INVOLVED)
    over(council, "MATCH (f:KithFeed) SET f.settled = 0")
    run(council, lambda store: settle(store, KEY))
    assert over(council, INVOLVED) == before


LATER = f"{OWN.partition('RETURN')[0]} SET r.source = 'later-' + r.source RETURN count(r) AS hidden"
BACK = """
MATCH (r:Record) WHERE r.source STARTS WITH 'later-' SET r.source = substring(r.source, 6)
WITH count(r) AS shown
MATCH (f:KithFeed), (:Record {id: 'register/7'})-[:IS]->(p:Person)
SET f.position = f.position + 1
CREATE (:FeedEntry {sequence: f.position, person: p.id, what: 'changed', by: 'staff:ann'})
"""


def test_what_is_written_while_a_run_is_at_work_is_there_when_it_ends(
    council: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that read its records before something was recorded takes what was derived for stale."""
    before = over(council, INVOLVED)
    assert over(council, LATER) == [{"hidden": 3}]

    async def keep(store: Store, wanted: Any) -> Any:
        await store.write(BACK)
        return await keep_involvement(store, wanted)

    monkeypatch.setattr("resolver.resolve.keep_involvement", keep)
    resolution = run(council, lambda store: resolve(store, Options(key=KEY)))
    assert resolution.written == 3
    assert over(council, INVOLVED) == before


def test_what_was_recorded_follows_its_record_when_a_person_splits(council: Target) -> None:
    over(
        council,
        "MATCH (a:Record {id: 'register/7'}), (b:Record {id: 'claims/7'}) "
        "CREATE (d:Decision {id: 'apart', judgement: 'no_match', made_by: 'reviewer:ann', "
        "made_at: '2026-01-01T00:00:00Z'})-[:ABOUT]->(a) CREATE (d)-[:ABOUT]->(b)",
    )
    run(council, lambda store: resolve(store, Options(key=KEY)))
    (row,) = over(council, OWN.partition("RETURN")[0] + "RETURN DISTINCT r.person_key AS key")
    (owner,) = over(council, "MATCH (:Record {id: $id})-[:IS]->(p:Person) RETURN p.id AS id", id=row["key"])
    found = over(council, "MATCH (p:Person)-[:REACHED]->(o {value: 'kept'}) RETURN p.id AS id")
    assert [each["id"] for each in found] == [owner["id"]]


def test_it_is_part_of_the_facts_as_of_a_day(council: Target) -> None:
    today = datetime.now(UTC).date()
    known = run(council, lambda store: facts_known(store, today, KEY))
    before = run(council, lambda store: facts_known(store, today - timedelta(days=1), KEY))
    assert known.episodes.num_rows == before.episodes.num_rows + 1
    assert known.interventions.num_rows == before.interventions.num_rows + 1


def test_it_is_held_of_the_person_and_goes_with_the_last_record_only(council: Target) -> None:
    (person,) = over(council, PERSON)
    held = run(council, lambda store: held_of(store, person["id"], KEY))
    own = [each for each in held["records"] if each["source"].startswith("kith-")]
    assert len(own) == 3
    assert {each["recorded_by"] for each in own} == {"staff:safeguarding_lead-1"}
    anchor = own[0]["person_key"]
    other = {"register/7": "claims/7", "claims/7": "register/7"}[anchor]

    async def erase(store: Store, record: str) -> tuple[str, ...]:
        erasable = await read_erasable(store, record, KEY)
        assert erasable is not None
        await store.write_together(removal(erasable), lambda _: None)
        return erasable.ids

    assert run(council, lambda store: erase(store, anchor)) == (anchor,)
    assert {row["r"]["person_key"] for row in over(council, OWN)} == {other}
    over(council, "CREATE (:KithConsent {id: 'c', person: $id})", id=person["id"])
    over(council, "CREATE (:KithGlass {id: 'g', person: $id, reason: 'named them'})", id=person["id"])
    assert len(run(council, lambda store: erase(store, other))) == 4
    assert over(council, "MATCH (c:KithConsent) RETURN c.id") == []
    assert over(council, "MATCH (g:KithGlass) RETURN g.reason AS reason") == [{"reason": ""}]
    assert over(council, OWN) == []
