"""Attack 6: somebody or something hidden is asked for by its id, for every type and wherever an id is taken.

The types are taken from the schema, and so are the fields that take an id, so that a new one is asked too.
"""

from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_list_type

from gql.edges import NODE_TYPES
from gql.roles import Role
from gql.roots import ROOTS, Start
from gql.schema import full_schema
from tests.gql.conftest import Served
from tests.gql.sealed import ABSENT, SEALED, write_sealed

pytestmark = pytest.mark.neo4j

HIDDEN_FROM = [each for each in Role if each is not Role.ADOPTION_OFFICER]
IDS = {
    "Person": "{}",
    "Household": "h-{}",
    "Address": "a-{}",
    "Episode": "e-{}",
    "Intervention": "i-{}",
    "Outcome": "o-{}",
    "Score": "x-{}",
    "Record": "housing/{}",
    "Decision": "d-{}",
    "RetiredPerson": "{}-old",
}
_QUERY = full_schema().query_type
assert _QUERY is not None
TAKE_IDS = {
    name: each
    for name, each in _QUERY.fields.items()
    if any(get_named_type(argument.type).name == "ID" for argument in each.args.values())
}


@pytest.fixture(scope="module")
def sealed(served: Served) -> Served:
    """The service over the small graph with sealed people in it."""
    write_sealed(served.settings.target)
    return served


def leaves(kind: str) -> str:
    """Every field of a type that needs nothing inside."""
    declared = full_schema().type_map[kind]
    assert isinstance(declared, GraphQLObjectType)
    plain = [name for name, each in declared.fields.items() if _is_plain(each)]
    return " ".join(plain)


def _is_plain(field: Any) -> bool:
    return not is_list_type(get_named_type(field.type)) and not hasattr(get_named_type(field.type), "fields")


def test_every_field_that_takes_an_id_is_a_look_up_of_its_type() -> None:
    assert TAKE_IDS.keys() == {name for name, root in ROOTS.items() if root.start is Start.BY_ID}


@pytest.mark.parametrize("role", HIDDEN_FROM)
@pytest.mark.parametrize("root", TAKE_IDS)
def test_a_hidden_id_is_answered_as_one_that_never_was(sealed: Served, role: Role, root: str) -> None:
    """Ids of every type are given to every field, so that none is found under another's name either."""
    asker = sealed.asker(role, "North")
    kind = get_named_type(TAKE_IDS[root].type).name
    question = f"query Q($id: ID!) {{ {root}(id: $id) {{ {leaves(kind)} }} }}"
    absent = asker.client.post(
        "/graphql", json={"query": question, "variables": {"id": ABSENT[0]}}, headers=asker.headers()
    )
    assert absent.status_code == 200
    for form in IDS.values():
        body = {"query": question, "variables": {"id": form.format(SEALED[0])}}
        told = asker.client.post("/graphql", json=body, headers=asker.headers())
        assert (told.content, told.headers) == (absent.content, absent.headers)


@pytest.mark.parametrize("root", TAKE_IDS)
def test_who_may_see_them_finds_them_so(sealed: Served, root: str) -> None:
    """The ids are right: the same questions find something where nothing is hidden."""
    kind = get_named_type(TAKE_IDS[root].type).name
    question = f"query Q($id: ID!) {{ {root}(id: $id) {{ id }} }}"
    id_ = IDS[kind].format(SEALED[0]) if kind in IDS else "s-care"
    found = sealed.asker(Role.ADOPTION_OFFICER).data(question, {"id": id_})
    assert found == {root: {"id": id_}}


@pytest.mark.parametrize("kind", [each for each in NODE_TYPES if each.lower() not in ROOTS])
@pytest.mark.parametrize("field", ["{}", "{}ById", "node", "nodes", "_entities"])
def test_no_other_type_is_found_by_id(sealed: Served, kind: str, field: str) -> None:
    name = field.format(kind.lower())
    inside = f"{{ ... on {kind} {{ __typename }} }}"
    refused = sealed.asker(Role.SAFEGUARDING_LEAD).post("{ nonsense }")
    told = sealed.asker(Role.SAFEGUARDING_LEAD).post(f'{{ {name}(id: "e-{SEALED[0]}") {inside} }}')
    assert told == refused


def test_who_has_taken_another_id_is_hidden_behind_both(sealed: Served) -> None:
    asker = sealed.asker(Role.CASEWORKER, "North")
    asked = "query Q($id: ID!) { person(id: $id) { id } }"
    ids = (SEALED[3], f"{SEALED[3]}-old", ABSENT[3], f"{ABSENT[3]}-old", "p-old-", "")
    assert {str(asker.post(asked, {"id": each})) for each in ids} == {str((200, {"data": {"person": None}}))}


@pytest.mark.parametrize("role", [Role.DATA_SCIENTIST])
def test_where_ids_are_pseudonyms_a_plain_id_finds_nobody(sealed: Served, role: Role) -> None:
    asked = "query Q($id: ID!) { person(id: $id) { sex } household(id: $id) { size } }"
    nothing = sealed.asker(role).data(asked, {"id": ABSENT[0]})
    for id_ in (SEALED[0], "p-amina", "p-mary", "h-khan"):
        assert sealed.asker(role).data(asked, {"id": id_}) == nothing
