"""The verdict on a document is that of graphql-core's own validation, whatever is not visited on the way."""

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    UniqueDirectivesPerLocationRule,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    parse,
    specified_rules,
    validate,
)

from gql.errors import AccessError
from gql.limits import Limits, check
from gql.schema import full_schema
from gql.validation import is_valid

_APART = (OverlappingFieldsCanBeMergedRule, UniqueDirectivesPerLocationRule)
_RULES = [rule for rule in specified_rules if rule not in _APART]


def verdict(schema: GraphQLSchema, document: DocumentNode) -> bool:
    """The library's."""
    return not validate(schema, document, _RULES, max_errors=1, hide_suggestions=True)


def measured(document: DocumentNode) -> bool:
    """Whether a document gets as far as being validated."""
    fragments = {n.name.value: n for n in document.definitions if isinstance(n, FragmentDefinitionNode)}
    try:
        for node in document.definitions:
            if isinstance(node, OperationDefinitionNode):
                check(node, fragments, Limits(schema_depth=16))
    except AccessError:
        return False
    return True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{ person(id: "a") { id sex household { id } } }', True),
        ('{ person(id: "a") { id { id } } }', False),
        ('{ person(id: "a") { household } }', False),
        ('{ person(id: "a") { passport } }', False),
        ("{ person { id } }", False),
        ('{ person(id: "a") { __typename household { __typename } } __typename }', True),
        ('{ person(id: "a") { __typename { id } } }', False),
        ('{ person(id: "a") { __schema { types { name } } } }', False),
        ('{ person(id: "a") { ... { id } ... on Person { id } } }', True),
        ('{ person(id: "a") { ... on Household { id } } }', False),
        ('{ person(id: "a") { ... on Person @deprecated { id } } }', False),
        ('{ person(id: "a") { ... { passport } } }', False),
        ("query ($id: ID!) { person(id: $id) { id } }", True),
        ("query ($id: ID) { person(id: $id) { id } }", False),
        ("query ($id: ID!) { person(id: $other) { id } }", False),
        ('query ($id: ID!) { person(id: "a") { id } }', False),
        ("query ($id: ID!) { person(id: $id) { id } } query B { person(id: $id) { id } }", False),
        ("query ($id: ID!) { ...F } fragment F on Query { person(id: $id) { id } }", True),
        ("query ($id: Int!) { ...F } fragment F on Query { person(id: $id) { id } }", False),
        ("{ ...F } fragment F on Query { person(id: $id) { id } }", False),
        (
            "query A ($id: ID!) { person(id: $id) { id } } query B ($id: ID!) { sources { name } }",
            False,
        ),
        (
            "query A ($id: ID!) { person(id: $id) { ...F } } fragment F on Person { id } "
            "query B ($id: ID!) { sources { name } }",
            False,
        ),
        (
            'query A { person(id: "a") { ...F related(first: $n) { id } } } fragment F on Person { id }',
            False,
        ),
        ('query ($v: Boolean!) { person(id: "a") { id @skip(if: $v) } }', True),
        ('query ($v: Int) { person(id: "a") { id @skip(if: $v) } }', False),
        ('query ($v: Boolean! = $w) { person(id: "a") { id @skip(if: $v) } }', False),
        ('{ person(id: "a") { ...F } } fragment F on Person { id } fragment F on Person { sex }', False),
        ('{ person(id: "a") { id } } fragment F on Person { id }', False),
        ('{ person(id: "a") { ...F } } fragment F on Nothing { id }', False),
    ],
)
def test_verdicts(text: str, expected: bool) -> None:
    try:
        document = parse(text, no_location=True)
    except GraphQLError:
        assert not expected
        return
    assert is_valid(full_schema(), document) is expected is verdict(full_schema(), document)


_TYPES = {"$v": "Boolean!", "$n": "Int", "$id": "ID!"}
_DIRECTIVES = ("", "", "", "@skip(if: $v)", "@include(if: true)", "@include(if: $n)", "@unknown")
_FRAGMENTS = (
    "fragment F on Person { id household { id } }",
    "fragment F on Household { members(first: $n) { id } }",
)


class Making:
    """Makes documents, each part of which is now and then wrong."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def document(self) -> str:
        """A document over the whole schema."""
        text = self._selections("Query", 4)
        if "...F" in text and not self._rarely():
            text = f"{text} {self._one_of(_FRAGMENTS)}"
        declared = [name for name in _TYPES if (name in text) is not self._rarely()]
        head = " ".join(f"{name}: {_TYPES[name]}" for name in declared)
        return f"query ({head}) {text}" if head else text

    def _rarely(self) -> bool:
        return self._chance.randrange(25) == 0

    def _one_of(self, choices: Sequence[str]) -> str:
        return self._chance.choice(choices)

    def _selections(self, kind: str, depth: int) -> str:
        several = [self._selection(kind, depth) for _ in range(self._chance.randrange(1, 4))]
        return f"{{ {' '.join(several)} }}"

    def _selection(self, kind: str, depth: int) -> str:
        choice = self._chance.randrange(40)
        if choice < 4:
            condition = self._one_of(["", "", f"on {kind}", f"on {kind}", "on Household", "on Nothing"])
            return f"... {condition} {self._directive()} {self._selections(kind, depth)}"
        if choice < 7:
            return self._one_of(["__typename", "__typename", "x: __typename", "...F", "unknown", "id { id }"])
        return self._field(kind, depth)

    def _field(self, kind: str, depth: int) -> str:
        of = full_schema().type_map[kind]
        fields = of.fields if isinstance(of, GraphQLObjectType) else {}
        names = [name for name, field in fields.items() if depth > 0 or is_leaf_type(_of(field))]
        name = self._one_of(names or ["id"])
        field = fields.get(name)
        given = [self._argument(*each) for each in field.args.items()] if field else []
        arguments = f"({' '.join(given)})" if any(given) else ""
        inner = "" if field is None or is_leaf_type(_of(field)) else _of(field).name
        inside = self._selections(inner, depth - 1) if inner and not self._rarely() else ""
        return f"{name} {arguments} {self._directive()} {inside}"

    def _argument(self, name: str, argument: GraphQLArgument) -> str:
        is_given = is_required_argument(argument) or self._chance.randrange(4) == 0
        if is_given is self._rarely():
            return ""
        known = {"ID": ['"a"', "$id"], "Int": ["3", "$n"], "Boolean": ["true", "$v"]}
        values = known.get(get_named_type(argument.type).name, ["{}", "null"])
        return f"{name}: {self._one_of(values) if not self._rarely() else '[1.5]'}"

    def _directive(self) -> str:
        return self._one_of(_DIRECTIVES) if self._chance.randrange(5) == 0 else ""


def _of(field: GraphQLField) -> GraphQLNamedType:
    return get_named_type(field.type)


def test_the_verdict_is_the_librarys() -> None:
    making, found = Making(7), Counter[bool]()
    for _ in range(1500):
        text = making.document()
        document = parse(text, no_location=True)
        if measured(document):
            expected = verdict(full_schema(), document)
            found[expected] += 1
            assert is_valid(full_schema(), document) is expected, text
    assert min(found[True], found[False]) > 100
