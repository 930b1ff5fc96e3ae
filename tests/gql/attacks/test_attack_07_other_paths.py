"""Attack 7: a field that is hidden on one path is read by another: an edge, a fragment, an alias.

One decision is taken for each type and field, and every path looks it up.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from gql.access import Outcome
from gql.edges import TIE_TYPES
from gql.fields import Leaf
from gql.model import fields, model
from gql.roles import Role
from gql.schema import full_schema
from tests.gql.conftest import Served
from tests.gql.questions import plan_of

pytestmark = pytest.mark.neo4j

# How one and the same person is come to.
PATHS = {
    "by id": '{{ person(id: "p-amina") {{ id {0} }} }}',
    "by an id that was merged": '{{ person(id: "p-old") {{ id {0} }} }}',
    "by name": '{{ people(search: {{name: "amina"}}) {{ id {0} }} }}',
    "by birth": "{{ people(search: {{birthYear: 1984}}) {{ id {0} }} }}",
    "through the household": '{{ person(id: "p-amina") {{ household {{ members {{ id {0} }} }} }} }}',
    "through memberships": '{{ household(id: "h-khan") {{ memberships {{ person {{ id {0} }} }} }} }}',
    "through an address": '{{ address(id: "a-home") {{ residents {{ person {{ id {0} }} }} }} }}',
    "through a relative": '{{ person(id: "p-tariq") {{ related {{ person {{ id {0} }} }} }} }}',
    "through a worker": '{{ person(id: "p-amina") {{ workers {{ person {{ id {0} }} }} }} }}',
    "through a record": '{{ record(id: "housing/1") {{ person {{ id {0} }} }} }}',
    "through decisions": (
        '{{ record(id: "housing/1") {{ decisions {{ records {{ person {{ id {0} }} }} }} }} }}'
    ),
    "through neighbours": (
        '{{ person(id: "p-tariq") {{ neighbourhood {{ people {{ person {{ id {0} }} }} }} }} }}'
    ),
}
# How one and the same field is written.
FORMS = {
    "plainly": "field: {0}",
    "twice": "field: {0} again: {0}",
    "in an inline fragment": "... on Person {{ field: {0} }}",
    "in a fragment of no type": "... {{ field: {0} }}",
    "included": "field: {0} @include(if: true)",
    "not skipped": "field: {0} @skip(if: false)",
    "in a fragment that is included": "... @include(if: true) {{ field: {0} }}",
}
LEAVES = [field.name for kind, field in fields() if kind == "Person" and isinstance(field, Leaf)]
CASEWORKER, SCIENTIST = Role.CASEWORKER, Role.DATA_SCIENTIST


def found(value: Any, id_: str) -> Iterator[dict[str, Any]]:
    """Each object of an answer that is the one of an id."""
    if isinstance(value, dict):
        if value.get("id") == id_:
            yield value
        for each in value.values():
            yield from found(each, id_)
    elif isinstance(value, list):
        for each in value:
            yield from found(each, id_)


@pytest.mark.parametrize("role", [CASEWORKER, Role.SAFEGUARDING_LEAD, Role.INTEGRATOR])
def test_every_field_of_a_person_is_one_answer_on_every_path(served: Served, role: Role) -> None:
    asker, leaves = served.asker(role, "South"), " ".join(set(LEAVES) - {"id"})
    by_path = {}
    for way, path in PATHS.items():
        status, body = asker.post(path.format(leaves))
        by_path[way] = list(found(body.get("data"), "p-amina")) if status == 200 else []
    told = [each for found_there in by_path.values() for each in found_there]
    assert len(by_path["by id"]) == 1
    assert all(each == told[0] for each in told), by_path
    hidden = [name for name in LEAVES if not plan_of(role).shows("Person", name)]
    assert all(told[0][name] is None for name in hidden)


@pytest.mark.parametrize("role", [CASEWORKER, SCIENTIST, Role.INTEGRATOR])
@pytest.mark.parametrize("name", ["birthDate", "familyName", "ethnicity", "recordCount"])
def test_a_field_is_one_answer_in_every_form(served: Served, role: Role, name: str) -> None:
    asker = served.asker(role, "South")
    id_ = pseudonym(served) if role is SCIENTIST else "p-amina"
    documents = [f'{{ person(id: "{id_}") {{ id {form.format(name)} }} }}' for form in FORMS.values()]
    documents.append(
        f'query {{ person(id: "{id_}") {{ id ...F }} }} fragment F on Person {{ field: {name} }}'
    )
    documents.append(
        f'query Q {{ ...R }} fragment R on Query {{ person(id: "{id_}") {{ ...F }} }} '
        f"fragment F on Person {{ id field: {name} }}"
    )
    told = {str(one["field"]) for each in documents for one in found(asker.data(each), id_)}
    assert len(told) == 1


def pseudonym(served: Served) -> str:
    """Amina's id as the data scientist knows it: of the two born in 1984, the one of an ethnicity."""
    born = served.asker(SCIENTIST).data("{ people(search: {birthYear: 1984}) { id ethnicity } }")["people"]
    (id_,) = [each["id"] for each in born if each["ethnicity"]]
    return str(id_)


def test_a_field_that_is_not_selected_is_not_answered(served: Served) -> None:
    asked = '{ person(id: "p-amina") { id sex @skip(if: true) ... @include(if: false) { familyName } } }'
    assert served.asker(CASEWORKER).data(asked) == {"person": {"id": "p-amina"}}


@pytest.mark.parametrize("role", Role)
def test_a_relationship_is_followed_both_ways_or_neither(role: Role) -> None:
    """Who may not read from a person where they live may not find the person from the address."""
    plan = plan_of(role)
    for kind, declared in model().items():
        for edge in declared.edges.values():
            if any(plan.follows(step.relationship).is_never for step in edge.steps):
                assert not plan.shows(kind, edge.name), (kind, edge.name)
    for tie, (relationship, *ends) in TIE_TYPES.items():
        for end in ends:
            assert not plan.shows(tie, end) or not plan.follows(relationship).is_never


@pytest.mark.parametrize("role", Role)
def test_what_is_coarse_on_one_type_is_fine_on_no_other(role: Role) -> None:
    """A record repeats values of its person: what is coarse or hidden of one is not whole on the other."""
    plan, leaves = plan_of(role), model()["Record"].leaves
    for name in leaves.keys() & model()["Person"].leaves.keys() - {"id"}:
        if plan.rule("Person", name).outcome is not Outcome.ALLOW:
            assert plan.rule("Record", name).outcome is not Outcome.ALLOW, name


def test_there_is_no_interface_or_union_to_come_by() -> None:
    kinds = {type(each).__name__ for each in full_schema().type_map.values()}
    assert kinds.isdisjoint({"GraphQLInterfaceType", "GraphQLUnionType"})
