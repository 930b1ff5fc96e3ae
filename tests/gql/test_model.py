"""The schema says what the vocabulary says, under names made from its names."""

import re

import pytest
from graphql import GraphQLObjectType, get_named_type, is_list_type, is_non_null_type

from gql.edges import EDGES, LINEAGE, NODE_TYPES, NOT_SHOWN, RELATIONSHIP_SENSITIVITY, TIE_TYPES
from gql.errors import SettingsError
from gql.fields import Direction, Edge, Leaf, Step
from gql.model import _checked, camel, fields, inputs_of, model
from gql.owners import OWNERS
from gql.schema import full_schema
from graph.vocabulary import Sensitivity, vocabulary

_PLAIN = re.compile(r"[a-z][a-z_]*")


def schema_type(name: str) -> GraphQLObjectType:
    found = full_schema().type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return found


def test_every_kind_is_a_type_or_deliberately_none() -> None:
    assert set(NODE_TYPES) | set(NOT_SHOWN) == set(vocabulary().kinds)
    assert not set(NODE_TYPES) & set(NOT_SHOWN)


@pytest.mark.parametrize("name", NODE_TYPES)
def test_leaves_of_a_kind_are_its_properties_in_camel_case(name: str) -> None:
    declared = {camel(each) for each in vocabulary().kinds[name].properties}
    if name == "Record":
        declared |= {camel(each) for each in vocabulary().fields}
    assert set(model()[name].leaves) == declared
    assert declared <= set(schema_type(name).fields)


@pytest.mark.parametrize("name", TIE_TYPES)
def test_leaves_of_a_relationship_are_its_properties(name: str) -> None:
    relationship = TIE_TYPES[name][0]
    declared = {camel(each) for each in vocabulary().relationships[relationship].properties}
    assert set(model()[name].leaves) == declared
    assert declared <= set(schema_type(name).fields)


def test_schema_repeats_the_vocabularys_meanings() -> None:
    for kind, field in fields():
        if isinstance(field, Leaf):
            assert schema_type(kind).fields[field.name].description == field.declared.meaning


def test_every_answered_value_may_be_absent() -> None:
    for kind, field in fields():
        declared = schema_type(kind).fields[field.name].type
        assert not is_non_null_type(declared) or is_list_type(declared.of_type), (kind, field.name)


def test_schema_leads_only_to_declared_types() -> None:
    known = set(model()) | {"Neighbourhood", "Neighbour"}
    for kind, field in fields():
        reached = get_named_type(schema_type(kind).fields[field.name].type)
        assert not isinstance(reached, GraphQLObjectType) or reached.name in known


def test_every_relationship_of_an_edge_has_a_sensitivity() -> None:
    shown = set(vocabulary().relationships) - {"REPLACED", "MERGED_INTO"}
    assert set(RELATIONSHIP_SENSITIVITY) == shown


def test_a_relationship_tells_no_less_than_its_properties() -> None:
    for name, sensitivity in RELATIONSHIP_SENSITIVITY.items():
        told = {each.sensitivity for each in vocabulary().relationships[name].properties.values()}
        assert told <= {sensitivity, Sensitivity.TECHNICAL}, name


def test_lineage_names_leaves_that_exist_and_adds_to_their_own_sensitivity() -> None:
    for name, inherited in LINEAGE.items():
        kind, _, stored = name.partition(".")
        leaf = model()[kind].leaves[camel(stored)]
        assert inputs_of(leaf) == inherited | {leaf.declared.sensitivity}


def test_inferred_values_about_people_declare_what_they_were_inferred_from() -> None:
    for leaf in model()["Score"].leaves.values():
        if leaf.name in {"probability", "band", "reasons"}:
            assert {Sensitivity.INVOLVEMENT, Sensitivity.LOCATION} <= leaf.inputs


def test_owners_lead_to_a_person_along_the_vocabulary() -> None:
    for kind, step in OWNERS.items():
        if step is not None:
            declared = vocabulary().relationships[step.relationship]
            ends = (declared.start, declared.end)
            assert ends == ((kind, step.to) if step.direction is Direction.OUT else (step.to, kind))
            assert step.to in OWNERS


def test_identifiers_that_reach_the_database_are_plain_words() -> None:
    for _, field in fields():
        if isinstance(field, Leaf):
            assert _PLAIN.fullmatch(field.stored)
    assert all(kind in vocabulary().kinds for kind in EDGES)


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (Step("LOVES", Direction.OUT, "Person"), "has not"),
        (Step("HAD", Direction.IN, "Episode"), "has not"),
        (Step("HAD", Direction.OUT, "Score"), "has not"),
        (Step("HAD", Direction.OUT, "Episode", present=True), "has ended"),
    ],
)
def test_an_edge_beyond_the_vocabulary_stops_the_service(step: Step, reason: str) -> None:
    with pytest.raises(SettingsError, match=reason):
        _checked("Person", Edge("wrong", (step,), "An edge that is wrong."))
