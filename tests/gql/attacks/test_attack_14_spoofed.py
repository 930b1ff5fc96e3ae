"""Attack 14: claims that a request makes of itself, and writing what a rule asks of oneself.

The extra assertion: who asks comes from the verified token alone, and no change that a governed role may make
writes a property that its rules ask: a tie, a restriction, or what keeps the caller out.
"""

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from gql.changes.declared import MUTATIONS, mutation_schema
from gql.roles import Operation, Purpose, Role
from graph.contract import Contract
from graph.errors import ContractError
from tests.gql.changes.acting import Acting, Actor, fresh, make_people
from tests.gql.changes.asked import ABOUT_A_PERSON, DOCUMENTS, USUAL

pytestmark = pytest.mark.neo4j

SEEN = "query Q($id: ID!) { person(id: $id) { id score { band } ethnicity } }"
HEADERS = (
    "X-Role",
    "X-Roles",
    "X-Purpose",
    "X-User",
    "X-Team",
    "X-Forwarded-User",
    "Impersonate-User",
    "Kith-Team",
)
RULE_WORDS = {
    "restriction",
    "dissent",
    "dissents",
    "worker",
    "workers",
    "team",
    "teams",
    "tie",
    "role",
    "roles",
}
FACTS = """
MATCH (p:Person) OPTIONAL MATCH (w:Worker)-[t:WORKS_WITH]->(p) WHERE t.to IS NULL
RETURN p.id AS id, p.restriction AS restriction, collect(w.id) AS workers ORDER BY id
"""
TEAMS = "MATCH (w:Worker)-[:IN_TEAM]->(t:Team) RETURN w.id AS worker, t.id AS team ORDER BY worker, team"
REVIEWED = {"judgement": "match", "reason": "They are one and the same"}
PLAIN = ("health/33", "health/8")
TIED = ("health/7", "health/8")


@pytest.fixture(autouse=True)
def _anew(changes: Acting) -> None:
    make_people(changes.settings.target)


def decide(actor: Actor, pair: tuple[str, str], operation: Operation = Operation.DECIDE_REVIEW) -> Any:
    given = REVIEWED if operation is Operation.DECIDE_REVIEW else {"reason": REVIEWED["reason"]}
    return actor.data(DOCUMENTS[operation], key=fresh(), left=pair[0], right=pair[1], **given)


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("value", ["safeguarding_lead", "adoption", "w-1", "North"])
def test_no_header_but_two_says_anything(changes: Acting, header: str, value: str) -> None:
    actor = changes.actor(Role.CASEWORKER, "South")
    for id_ in ("p-mary", "p-seal"):
        body = {"query": SEEN, "variables": {"id": id_}}
        plain, spoofed = (
            actor.client.post("/graphql", json=body, headers={**actor.headers(), **more})
            for more in ({}, {header: value})
        )
        assert plain.content == spoofed.content


@pytest.mark.parametrize("name", ["role", "team", "caller", "impersonatedUser", "context"])
def test_nothing_in_the_body_says_who_asks(changes: Acting, name: str) -> None:
    actor = changes.actor(Role.CASEWORKER, "South")
    body = {"query": SEEN, "variables": {"id": "p-seal"}, name: "adoption_officer"}
    assert actor.client.post("/graphql", json=body, headers=actor.headers()).status_code == 400
    extended = {"query": SEEN, "variables": {"id": "p-seal"}, "extensions": {name: "adoption_officer"}}
    told = actor.client.post("/graphql", json=extended, headers=actor.headers())
    assert told.json() == {"data": {"person": None}}


def test_no_input_of_any_change_is_what_a_rule_asks() -> None:
    schema = mutation_schema()
    assert schema.mutation_type is not None
    given = [
        get_named_type(arg.type)
        for each in schema.mutation_type.fields.values()
        for arg in each.args.values()
    ]
    names = {name for field in schema.mutation_type.fields.values() for name in field.args}
    while given:
        type_ = given.pop()
        if isinstance(type_, GraphQLInputObjectType):
            names |= set(type_.fields)
            given += [get_named_type(each.type) for each in type_.fields.values()]
    assert not names & RULE_WORDS
    assert set(schema.mutation_type.fields) == {each.value for each in MUTATIONS}


@pytest.mark.parametrize("name", ["worker", "team", "recorded_by"])
def test_an_input_that_is_not_declared_is_refused(changes: Acting, name: str) -> None:
    lead = changes.actor(Role.SAFEGUARDING_LEAD)
    episode = {**USUAL[Operation.RECORD_EPISODE]["episode"], name: "w-9"}
    code = lead.code(DOCUMENTS[Operation.RECORD_EPISODE], key=fresh(), person="p-john", episode=episode)
    assert code == "INVALID_VARIABLES"


@pytest.mark.parametrize(
    "operation", [each for each in ABOUT_A_PERSON if each is not Operation.RECORD_CONSENT]
)
@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SAFEGUARDING_LEAD])
def test_nothing_that_is_done_for_somebody_changes_what_rules_ask(
    changes: Acting, role: Role, operation: Operation
) -> None:
    """By somebody who is a worker of a team, of whom a tie would be made if any were."""
    facts, teams = changes.read(FACTS), changes.read(TEAMS)
    actor = changes.actor(role, "North", worker="w-9")
    for person in ("p-amina", "p-john", "p-mary", "p-rita"):
        actor.post(DOCUMENTS[operation], key=fresh(), person=person, **USUAL[operation])
    assert changes.read(FACTS) == facts
    assert changes.read(TEAMS) == teams


def test_recording_through_broken_glass_opens_nothing_beyond_it(changes: Acting) -> None:
    lead = changes.actor(Role.SAFEGUARDING_LEAD, "North", worker="w-9")
    breaks = {"person": "p-rita", "reason": "Found collapsed at the door"}
    (glass,) = lead.data(DOCUMENTS[Operation.BREAK_GLASS], key=fresh(), **breaks)["ids"]
    operation = Operation.RECORD_EPISODE
    assert lead.data(DOCUMENTS[operation], key=fresh(), person="p-rita", **USUAL[operation]) is not None
    lead.data(DOCUMENTS[Operation.END_BREAK_GLASS], key=fresh(), glass=glass)
    assert lead.data(SEEN, id="p-rita") is None


def test_what_keeps_oneself_out_is_not_lifted_by_oneself(changes: Acting) -> None:
    """Whoever the glass shows a dissent cannot turn an hour into for ever."""
    actor, document = changes.actor(Role.CASEWORKER, "North"), DOCUMENTS[Operation.RECORD_CONSENT]
    breaks = {"person": "p-dora", "reason": "Found collapsed at the door"}
    assert actor.data(DOCUMENTS[Operation.BREAK_GLASS], key=fresh(), **breaks)["person"] is not None
    for person in ("p-dora", "p-amina", "p-nobody"):
        code = actor.code(document, key=fresh(), person=person, purpose="direct_care", says="agrees")
        assert code == "OWN_RULE"
    assert changes.read("MATCH (p:Person {id: 'p-dora'}) RETURN p.dissents AS d") == [{"d": ["direct_care"]}]
    lead = changes.actor(Role.SAFEGUARDING_LEAD)
    assert lead.data(document, key=fresh(), person="p-dora", purpose="direct_care", says="agrees")
    assert changes.read("MATCH (p:Person {id: 'p-dora'}) RETURN p.dissents AS d") == [{"d": []}]


def test_joining_ones_own_case_to_a_stranger_takes_two(changes: Acting) -> None:
    own = changes.actor(Role.CASEWORKER, "North", subject="ann")
    assert decide(own, TIED)["becomes"] == "proposed"
    assert decide(own, TIED)["becomes"] == "unchanged"
    assert own.data(SEEN, id="p-mary")["score"] is None
    other = changes.actor(Role.CASEWORKER, "South", subject="ben")
    assert decide(other, TIED)["becomes"] == "stands"


def test_joining_two_who_are_alike_to_oneself_takes_one(changes: Acting) -> None:
    assert decide(changes.actor(Role.CASEWORKER, "North", subject="ann"), PLAIN)["becomes"] == "stands"


def test_taking_apart_what_was_decided_takes_two_as_well(changes: Acting) -> None:
    """To withdraw that two are not one may join them again."""
    other = changes.actor(Role.CASEWORKER, "South", subject="ben")
    apart = {"judgement": "no_match", "reason": "They met each other"}
    document = DOCUMENTS[Operation.DECIDE_REVIEW]
    told = other.data(document, key=fresh(), left=TIED[0], right=TIED[1], **apart)
    assert told["becomes"] == "stands"
    own = changes.actor(Role.CASEWORKER, "North", subject="ann")
    assert decide(own, TIED, Operation.WITHDRAW_DECISION)["becomes"] == "proposed"


@pytest.mark.parametrize("more", [Purpose.DIRECT_CARE, Purpose.SAFEGUARDING, Purpose.AUDIT])
def test_whoever_loads_workers_and_restrictions_does_nothing_else(changes: Acting, more: Purpose) -> None:
    loads = {"contract": "registry", "rows": [{"ref": "1"}]}
    both = changes.actor(Role.INTEGRATOR, purposes=frozenset({more}))
    assert both.code(DOCUMENTS[Operation.LOAD_RECORDS], key=fresh(), **loads) == "DUTIES_APART"


@pytest.mark.parametrize("source", ["kith", "kith-health", "kith-anything"])
def test_no_contract_delivers_what_is_recorded_here(tmp_path: Any, source: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        f"source: {source}\ndomain: health\ntrust: 1\nformat: {{kind: csv}}\nrow: person\nkey: [ref]\n"
        "columns: {given_name: given}\n"
    )
    with pytest.raises(ContractError, match="a name that Kith keeps"):
        Contract.read(path)


@pytest.mark.parametrize("subject", ["Ann", "ANN"])
def test_another_spelling_of_ones_name_is_no_second_reviewer(changes: Acting, subject: str) -> None:
    assert decide(changes.actor(Role.CASEWORKER, "North", subject="ann"), TIED)["becomes"] == "proposed"
    again = changes.actor(Role.CASEWORKER, "North", subject=subject)
    assert decide(again, TIED)["becomes"] == "unchanged"
