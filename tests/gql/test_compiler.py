"""One statement a question: identifiers from the vocabulary, values as parameters, hidden fields nowhere."""

import re
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gql.access import HIDDEN, AccessPlan, Condition, Outcome, Rule, unrestricted
from gql.edges import NODE_TYPES
from gql.errors import InvalidVariablesError, NotSearchableError
from gql.facts import STATES, Tie
from gql.fields import Leaf
from gql.model import fields, model
from gql.roles import Role
from tests.gql.cypher import unknown_words
from tests.gql.documents import any_document
from tests.gql.questions import parcel, plan_of, prepare, statement

ALL = unrestricted()
ROLES = list(Role)
WORKS_WITH_CALLER = (
    r"EXISTS \{ MATCH \(v1\)<-\[works:WORKS_WITH\]-\(w:Worker\) WHERE [^=]+= q\[\d\] OR .+? \}"
)


@pytest.mark.parametrize("role", ROLES)
@settings(max_examples=25)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_attack_24_statements_hold_only_known_words(role: Role, seed: int) -> None:
    document = any_document(Random(seed))
    for plan in (ALL, plan_of_cached(role)):
        assert not unknown_words(statement(document, plan))


_PLANS: dict[Role, AccessPlan] = {role: plan_of(role) for role in Role}


def plan_of_cached(role: Role) -> AccessPlan:
    return _PLANS[role]


@pytest.mark.parametrize("role", ROLES)
@settings(max_examples=25)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_hidden_properties_and_kinds_are_not_in_the_statement(role: Role, seed: int) -> None:
    plan = _PLANS[role]
    text = statement(any_document(Random(seed)), plan)
    for kind in NODE_TYPES:
        if plan.finds(kind) is Condition.NEVER:
            assert f":{kind})" not in text
    for stored in hidden_everywhere(plan):
        assert f"`{stored}`" not in text


def hidden_everywhere(plan: AccessPlan) -> set[str]:
    """Properties that the plan hides on every type that has them."""
    shown = {leaf.stored for kind, leaf in fields() if isinstance(leaf, Leaf) and plan.shows(kind, leaf.name)}
    return {leaf.stored for _, leaf in fields() if isinstance(leaf, Leaf)} - shown - {"to", "superseded_at"}


INJECTIONS = ["p1'}) DETACH DELETE (n", "`", "\\u0060", "$asked", "q[1]", "}) RETURN 1 //", "' OR 1=1"]


@pytest.mark.parametrize("text", INJECTIONS)
def test_attack_24_what_a_caller_writes_is_a_parameter(text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    literal = prepare(f'{{ person(id: "{quoted}") {{ id }} }}', ALL)
    variable = prepare("query Q($i: ID!) { person(id: $i) { id } }", ALL, {"i": text})
    for prepared in (literal, variable):
        sent = parcel(prepared)
        assert sent.row[0] == text
        assert sent.row.count(text) == 1
        assert text not in sent.text or text in {"q[1]", "$asked", "`"}
        assert not unknown_words(sent.text)


def test_attack_24_keys_of_an_answer_are_not_in_the_statement() -> None:
    text = statement('{ person(id: "a") { DETACH: id DELETE: sex } }', ALL)
    assert "DETACH" not in text
    assert "DELETE" not in text


def test_rows_of_every_match_obey_the_rule_of_their_kind() -> None:
    text = statement(
        '{ person(id: "a") { score { band } scores { band } interventions { kind } outcomes { kind } } }',
        _PLANS[Role.CASEWORKER],
    )
    for kind in ("Score", "Intervention", "Outcome"):
        said = re.findall(rf"MATCH \(v\d+\)-\[v\d+:\w+\]->\(v\d+:{kind}\) WHERE (.+?) WITH v", text)
        assert len(said) == text.count(f":{kind})") > 0
        assert all(re.search(r"\bv1k1\b", each) for each in said)
    assert re.search(rf"{WORKS_WITH_CALLER} AS v1k1", text)


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ('{ people(search: {name: "ab"}, first: 0) { id } }', {}),
        ('{ people(search: {name: "ab"}, first: 101) { id } }', {}),
        ('{ people(search: {name: "ab"}, first: -1) { id } }', {}),
        ('query Q($n: Int!) { people(search: {name: "ab"}, first: $n) { id } }', {"n": 101}),
        ('query Q($n: Int) { people(search: {name: "ab"}, first: $n) { id } }', {"n": None}),
        ('query Q($n: Int!) { people(search: {name: "ab"}, first: $n) { id } }', {}),
        ('query Q($n: Int!) { people(search: {name: "ab"}, first: $n) { id } }', {"n": "7"}),
        ('{ person(id: "a") { records(first: 101) { id } } }', {}),
        ('{ person(id: "a") { neighbourhood(depth: 3) { people { distance } } } }', {}),
        ('{ person(id: "a") { neighbourhood(depth: 0) { people { distance } } } }', {}),
        ("query Q($i: ID!) { person(id: $i) { id } }", {"i": {"x": 1}}),
        ("query Q($s: PersonSearch!) { people(search: $s) { id } }", {"s": {"nhsNumber": "1"}}),
        ("query Q($s: PersonSearch!) { people(search: $s) { id } }", {"s": {"name": {"startsWith": "a"}}}),
    ],
)
def test_arguments_out_of_bounds_are_refused(document: str, variables: dict[str, object]) -> None:
    with pytest.raises(InvalidVariablesError):
        parcel(prepare(document, ALL, variables))


def test_a_variable_left_out_takes_the_default() -> None:
    document = 'query Q($n: Int) { people(search: {name: "ab"}, first: $n) { id } }'
    assert dict(parcel(prepare(document, ALL)).shared) == {"s0": 20}
    assert dict(parcel(prepare(document, ALL, {"n": 7})).shared) == {"s0": 7}


def test_variables_of_another_form_compile_anew() -> None:
    document = (
        "query Q($s: PersonSearch!, $more: Boolean!) { people(search: $s) { id sex @include(if: $more) } }"
    )
    one = statement(document, ALL, {"s": {"name": "ab"}, "more": True})
    two = statement(document, ALL, {"s": {"birthYear": 1984}, "more": True})
    three = statement(document, ALL, {"s": {"name": "ab"}, "more": False})
    assert len({one, two, three}) == 3
    assert one == statement(document, ALL, {"s": {"name": "cd"}, "more": True})


def test_the_audit_names_what_is_used_and_what_is_hidden() -> None:
    prepared = prepare('{ person(id: "a") { id givenName household { size } } }', _PLANS[Role.INTEGRATOR])
    assert prepared.compiled is not None
    assert prepared.compiled.fields == ("Person.id",)
    assert prepared.compiled.hidden == ("Person.givenName", "Person.household")


def test_every_field_of_every_type_compiles() -> None:
    for kind, declared in model().items():
        for name in declared.fields:
            assert (kind, name) in ALL.rules


def without(plan: AccessPlan, kind: str) -> AccessPlan:
    """A plan under which a kind can never be found."""
    return replace(plan, key=f"{plan.key} without {kind}", kinds={**plan.kinds, kind: Condition.NEVER})


def ruled(field: tuple[str, str], rule: Rule) -> AccessPlan:
    """A plan that hides nothing, but for one field."""
    return replace(ALL, key=f"{field} {rule}", rules={**ALL.rules, field: rule})


@pytest.mark.parametrize(
    ("kind", "document", "empty"),
    [
        ("Source", "{ sources { name } }", "[] AS r0"),
        ("Person", '{ people(search: {name: "ab"}) { id } }', "[] AS r0"),
        ("Person", '{ person(id: "a") { id } }', "null AS r0"),
        ("Household", '{ person(id: "a") { household { id } } }', "[null, "),
        ("Household", '{ person(id: "a") { memberships { from } } }', "[[], "),
        ("Record", '{ person(id: "a") { decisions { id } } }', "[[], "),
        ("Address", '{ person(id: "a") { addresses { from } } }', "[[], "),
    ],
)
def test_a_kind_that_is_never_found_is_found_nowhere(kind: str, document: str, empty: str) -> None:
    text = statement(document, without(ALL, kind))
    assert empty in text
    assert not re.search(rf":{kind}\b", text)


def test_a_search_by_a_place_that_is_never_found_is_refused() -> None:
    with pytest.raises(NotSearchableError):
        statement('{ people(search: {postcode: "E1"}) { id } }', without(ALL, "Address"))


WORKED_WITH = Condition.where(state for state in STATES if state.tie is not Tie.NONE)
SOMETIMES = Rule(Outcome.ALLOW, WORKED_WITH)


def test_a_condition_where_it_has_no_meaning_never_holds() -> None:
    edge = '{ household(id: "a") { members { id } } }'
    assert "IS NULL AND false" in statement(edge, ruled(("Household", "members"), SOMETIMES))
    leaf = statement('{ service(id: "a") { name } }', ruled(("Service", "name"), SOMETIMES))
    assert "CASE WHEN false THEN" in leaf


def test_a_condition_on_a_relationship_is_asked_of_the_person_at_its_end() -> None:
    leaf = statement('{ person(id: "a") { memberships { from } } }', ruled(("MemberOf", "from"), SOMETIMES))
    assert re.search(r"CASE WHEN all\(owner IN \[startNode\(v\d+\)\] WHERE EXISTS", leaf)
    end = '{ person(id: "a") { workers { worker { id } } } }'
    text = statement(end, ruled(("WorksWith", "worker"), SOMETIMES))
    assert re.search(r"CASE WHEN all\(owner IN \[endNode\(v\d+\)\] WHERE EXISTS", text)


def test_a_condition_on_an_edge_is_asked_of_the_node_it_leaves() -> None:
    text = statement('{ person(id: "a") { episodes { id } } }', ruled(("Person", "episodes"), SOMETIMES))
    assert re.search(r"-\[v\d+:HAD\]->\(v\d+:Episode\) WHERE v1k0 ", text)
    assert re.search(rf"{WORKS_WITH_CALLER} AS v1k0", text)


@pytest.mark.parametrize("relationship", ["MEMBER_OF", "LIVED_AT", "RELATED"])
def test_a_relationship_shown_for_some_people_is_followed_to_neighbours_of_those(relationship: str) -> None:
    document = '{ person(id: "a") { neighbourhood { __typename people { __typename distance } } } }'
    assert f":{relationship}]" in statement(document, ALL)
    assert f":{relationship}]" not in statement(document, crossing(relationship, Condition.NEVER))
    assert "WORKS_WITH]" in statement(document, crossing(relationship, WORKED_WITH))


def crossing(relationship: str, condition: Condition) -> AccessPlan:
    """The open plan, but for one relationship."""
    crossings = {**ALL.crossings, relationship: condition}
    return replace(ALL, key=f"{relationship} {condition}", crossings=crossings)


def test_what_is_searched_coarsely_is_found_by_an_id_never() -> None:
    plan = ruled(("Person", "id"), SOMETIMES)
    assert "null AS r0" in statement('{ person(id: "a") { sex } }', plan)


def test_a_coarsened_value_of_another_type_is_none() -> None:
    plan = ruled(("Person", "email"), Rule(Outcome.COARSEN, Condition.ALWAYS))
    assert "[null, " in statement('{ person(id: "a") { email } }', plan)


def test_lists_are_not_sorted_by_what_may_not_be_read() -> None:
    document = '{ person(id: "a") { episodes { id } addresses { to } } }'
    text = statement(document, ruled(("Episode", "start"), HIDDEN))
    assert "`start`" not in text
    assert "`from`" in text
    assert "`from`" not in statement(document, ruled(("LivedAt", "from"), HIDDEN))


def test_what_is_come_to_from_its_person_is_judged_by_that_person() -> None:
    inside = "{ score { probability } episodes { outcome } }"
    text = statement(f'{{ person(id: "a") {inside} }}', plan_of(Role.CASEWORKER))
    assert "owner" not in text


@pytest.mark.parametrize(
    "question",
    ['{ record(id: "a/1") { id } }', '{ record(id: "a/1") { decisions { weight } } }'],
)
def test_of_what_is_come_to_otherwise_the_person_is_looked_for(question: str) -> None:
    assert "(owner:Person)" in statement(question, plan_of(Role.CASEWORKER))
