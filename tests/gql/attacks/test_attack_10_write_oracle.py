"""Attack 10: writes as an oracle: changes tried on somebody hidden, to read them from what comes back.

The extra assertion: the answer is the same, byte for byte, as for an id, a record or a number that there
never was, and nothing is written; what a delivery has to do with somebody hidden is left to a reviewer who
may find them.
"""

from typing import Any

import pytest

from gql.roles import Operation, Role
from tests.gql.changes.acting import Acting, Actor, fresh, make_people
from tests.gql.changes.asked import ABOUT_A_PERSON, DOCUMENTS, USUAL

pytestmark = pytest.mark.neo4j

HIDDEN = ("p-seal", "p-rita", "p-dora", "p-seal-old")
ABSENT = "p-nobody"
RECORDED = tuple(each for each in ABOUT_A_PERSON if each is not Operation.BREAK_GLASS)
EVERYTHING = """
MATCH (n) WHERE NOT n:KithChange AND NOT n:KithFeed AND NOT n:KithMigration AND NOT n:KithRunner
OPTIONAL MATCH (n)-[r]->() RETURN count(DISTINCT n) AS nodes, count(r) AS ties,
  COUNT { (:FeedEntry) } AS entries
"""
REVIEWED = {"judgement": "match", "reason": "They are one and the same"}
WAITING = """
MATCH (a:Record {id: 'health/7'}), (b:Record {id: $id})
CREATE (d:Decision {id: 'waits-' + $id, judgement: 'unsure', weight: 1.0, probability: 0.6, made_by: 'm-1'})
CREATE (d)-[:ABOUT]->(a), (d)-[:ABOUT]->(b)
"""
PEOPLE = """
source: registry
domain: health
trust: 0.5
format: {kind: csv}
row: person
key: [ref]
columns: {given_name: given, nhs_number: nhs}
"""


@pytest.fixture(autouse=True)
def _anew(changes: Acting) -> None:
    make_people(changes.settings.target)
    changes.read(
        "MATCH (p:Person {id: 'p-seal'}) CREATE (:RetiredPerson {id: 'p-seal-old'})-[:MERGED_INTO]->(p)"
    )


def callers(changes: Acting) -> list[Actor]:
    """Everybody who may record anything for anybody whom they find."""
    return [changes.actor(Role.CASEWORKER, "North"), changes.actor(Role.CASEWORKER, "South")]


def answer(actor: Actor, document: str, **given: Any) -> tuple[int, bytes, list[Any]]:
    """A whole answer: status, body and headers."""
    body = {"query": document, "variables": {"key": fresh(), **given}}
    told = actor.client.post("/graphql", json=body, headers=actor.headers())
    return told.status_code, told.content, sorted(told.headers.items())


@pytest.mark.parametrize("operation", RECORDED)
def test_recording_for_somebody_hidden_is_recording_for_nobody(changes: Acting, operation: Operation) -> None:
    before = changes.read(EVERYTHING)
    for actor in callers(changes):
        told = [
            answer(actor, DOCUMENTS[operation], person=each, **USUAL[operation]) for each in (*HIDDEN, ABSENT)
        ]
        assert len({repr(each) for each in told}) == 1
        assert told[0][:2] == (200, f'{{"data":{{"{operation}":null}}}}'.encode())
    assert changes.read(EVERYTHING) == before


@pytest.mark.parametrize("operation", RECORDED)
def test_whom_one_finds_and_may_do_nothing_for_is_nobody_too(changes: Acting, operation: Operation) -> None:
    actor = changes.actor(Role.CASEWORKER, "South")
    found, absent = (
        answer(actor, DOCUMENTS[operation], person=each, **USUAL[operation]) for each in ("p-mary", ABSENT)
    )
    assert found == absent


@pytest.mark.parametrize("operation", RECORDED)
def test_a_lead_who_needs_no_tie_learns_no_more(changes: Acting, operation: Operation) -> None:
    lead = changes.actor(Role.SAFEGUARDING_LEAD)
    told = [
        answer(lead, DOCUMENTS[operation], person=each, **USUAL[operation])
        for each in ("p-seal", "p-seal-old", "p-rita", ABSENT)
    ]
    assert len({repr(each) for each in told}) == 1


@pytest.mark.parametrize("operation", ABOUT_A_PERSON)
def test_both_leave_at_a_stroke_of_the_clock(
    changes: Acting, operation: Operation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the time could tell is what stands between two strokes; the steps before are the same."""
    strokes = []

    async def stroke(begun: float) -> None:
        strokes.append(begun)

    monkeypatch.setattr("gql.service.next_stroke", stroke)
    for person in ("p-seal", ABSENT):
        answer(callers(changes)[0], DOCUMENTS[operation], person=person, **USUAL[operation])
    assert len(strokes) == 2
    answer(callers(changes)[0], DOCUMENTS[operation], person="p-amina", **USUAL[operation])
    assert len(strokes) == 2


def test_the_attempt_is_in_the_audit_and_not_in_the_answer(changes: Acting) -> None:
    operation = Operation.RECORD_OUTCOME
    answer(callers(changes)[0], DOCUMENTS[operation], person="p-seal-old", **USUAL[operation])
    intended, told = changes.entries()[-2:]
    assert (intended["decision"], intended["states"]) == ("intended", {})
    assert told["people"] == []
    assert told["states"] == {"attempt": ["p-seal"], "attempt_on_marked": ["p-seal"]}


def test_what_is_wrong_with_the_input_is_told_alike(changes: Acting) -> None:
    actor = callers(changes)[0]
    wrong = {"outcome": {"kind": "x", "value": "y", "at": "never"}}
    told = [
        answer(actor, DOCUMENTS[Operation.RECORD_OUTCOME], person=each, **wrong) for each in (*HIDDEN, ABSENT)
    ]
    assert len({repr(each) for each in told}) == 1


def test_recording_the_same_twice_hints_at_nothing(changes: Acting) -> None:
    """Neither for somebody who has just that already, nor for somebody hidden who has it."""
    actor, operation = callers(changes)[0], Operation.RECORD_OUTCOME
    first, second = (
        actor.data(DOCUMENTS[operation], key=fresh(), person="p-amina", **USUAL[operation]) for _ in range(2)
    )
    assert first.keys() == second.keys()
    assert first["ids"] != second["ids"]


@pytest.mark.parametrize("operation", [Operation.DECIDE_REVIEW, Operation.WITHDRAW_DECISION])
@pytest.mark.parametrize("is_waiting", [False, True])
def test_a_pair_with_a_hidden_record_is_one_that_there_is_not(
    changes: Acting, operation: Operation, is_waiting: bool
) -> None:
    """Also where the pair does wait for a reviewer: for one who may find both."""
    hidden = ("health/31", "health/30", "health/32")
    for each in hidden * is_waiting:
        changes.read(WAITING, id=each)
    given = {"reason": REVIEWED["reason"]} if operation is Operation.WITHDRAW_DECISION else REVIEWED
    before = changes.read(EVERYTHING)
    for actor in callers(changes):
        pairs = [("health/7", each) for each in (*hidden, "health/999")] + [("health/999", "health/7")]
        told = {repr(answer(actor, DOCUMENTS[operation], left=a, right=b, **given)) for a, b in pairs}
        assert len(told) == 1
    assert changes.read(EVERYTHING) == before


def test_glass_of_somebody_else_is_glass_that_there_is_not(changes: Acting) -> None:
    breaks = {"person": "p-rita", "reason": "Found collapsed at the door"}
    other = changes.actor(Role.CASEWORKER, "South", subject="nora")
    (glass,) = other.data(DOCUMENTS[Operation.BREAK_GLASS], key=fresh(), **breaks)["ids"]
    ends = DOCUMENTS[Operation.END_BREAK_GLASS]
    told = [answer(callers(changes)[1], ends, glass=each) for each in (glass, "g-nobody")]
    assert told[0] == told[1]


def test_a_delivery_with_a_hidden_number_counts_as_any_other(changes: Acting) -> None:
    """Of somebody sealed, restricted, open, and of nobody: each row is new, and nothing else is told."""
    contracts = changes.settings.writing.contracts
    assert contracts is not None
    (contracts / "registry.yaml").write_text(PEOPLE, "utf-8")
    integrator = changes.actor(Role.INTEGRATOR)
    numbers = ("9434765919", "9434765870", "9434765846", "9990000018")
    told = []
    for place, number in enumerate(numbers):
        rows = [{"ref": str(place), "given": "Sela", "nhs": number}]
        loaded = integrator.data(
            DOCUMENTS[Operation.LOAD_RECORDS], key=fresh(), contract="registry", rows=rows
        )
        assert loaded.pop("ids") == [f"registry/{place}"]
        told.append(loaded)
    assert told == [told[0]] * len(numbers)
    assert (told[0]["loaded"], told[0]["problems"]) == (1, [])


def test_what_it_has_to_do_with_them_waits_for_a_reviewer_who_may_find_them(changes: Acting) -> None:
    """A pair with somebody restricted waits; to somebody with glass broken for them it can be put, by two."""
    changes.read(WAITING, id="health/30")
    document = DOCUMENTS[Operation.DECIDE_REVIEW]
    actor = changes.actor(Role.CASEWORKER, "North", subject="ann")
    assert actor.data(document, key=fresh(), left="health/7", right="health/30", **REVIEWED) is None
    breaks = {"person": "p-rita", "reason": "Found collapsed at the door"}
    assert actor.data(DOCUMENTS[Operation.BREAK_GLASS], key=fresh(), **breaks) is not None
    told = actor.data(document, key=fresh(), left="health/7", right="health/30", **REVIEWED)
    assert told["becomes"] == "proposed"
