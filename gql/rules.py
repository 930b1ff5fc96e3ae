"""The rules of a pack: parsed, and refused unless each says exactly what it will come to mean.

A rule is decided in every state of a row, and the states become a predicate; that is exact as long as a
rule asks nothing but the declared facts, and compares them with values that stand in the rule. Anything
else is refused by name (`gql.rule_form`), before the service starts.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import cedarpy

from gql.errors import SettingsError
from gql.rule_form import check_expression, check_head


@dataclass(frozen=True)
class Policy:
    """One rule: its id among the parsed, and what it is annotated with."""

    id: str
    clause: str
    is_forbid: bool


@dataclass(frozen=True)
class Rules:
    """The rules of one pack.

    Attributes:
        policies: by the id that Cedar's diagnostics name.
        literals: every text that a rule mentions; two names outside it cannot be told apart.
        attributes: every attribute of a resource that a rule asks.
    """

    parsed: cedarpy.PolicySet
    policies: Mapping[str, Policy]
    literals: frozenset[str]
    attributes: frozenset[str]


def read_rules(pack: str, text: str, schema: cedarpy.Schema) -> Rules:
    """Parse and check the rules of a pack.

    Raises:
        SettingsError: a rule is wrong, unguarded, or has no exact form in the database.
    """
    try:
        result = cedarpy.validate_policies(text, schema)
        parsed = json.loads(cedarpy.policies_to_json_str(text))
    except ValueError as error:
        raise SettingsError(f"{pack}.cedar does not parse: {error}") from error
    if not result.validation_passed:
        raise SettingsError(f"{pack}.cedar: {'; '.join(str(each) for each in result.errors)}")
    if parsed["templates"]:
        raise SettingsError(f"{pack}.cedar holds a template, which nothing would ever link")
    static: dict[str, dict[str, Any]] = parsed["staticPolicies"]
    policies = {key: _checked(pack, each) for key, each in static.items()}
    _refuse_doubles(pack, [each.id for each in policies.values()])
    bodies = [each["body"] for policy in static.values() for each in policy["conditions"]]
    return Rules(
        cedarpy.PolicySet.from_str(text),
        policies,
        frozenset(text for body in bodies for text in _literals(body)),
        frozenset(name for body in bodies for name in _attributes(body)),
    )


def _checked(pack: str, policy: dict[str, Any]) -> Policy:
    """Every rule has an id; a forbid says what it does not forbid, so that a missing fact denies."""
    annotations = policy.get("annotations") or {}
    if not annotations.get("id"):
        raise SettingsError(f"{pack}.cedar: a rule has no @id")
    name = f"{pack}.cedar: the rule {annotations['id']!r}"
    is_forbid = policy["effect"] == "forbid"
    if is_forbid and any(each["kind"] != "unless" for each in policy["conditions"]):
        raise SettingsError(f"{name} forbids with 'when'; write it with 'unless'")
    check_head(name, policy)
    for condition in policy["conditions"]:
        check_expression(name, condition["body"])
    return Policy(annotations["id"], annotations.get("clause", ""), is_forbid)


def _operands(operands: Any) -> list[Any]:
    """The expressions inside an operator, however its JSON holds them."""
    listed = operands.values() if isinstance(operands, dict) else operands
    return [each for each in listed if isinstance(each, dict)]


def _literals(body: Any) -> Iterator[str]:
    """Every text in an expression."""
    for operator, operands in body.items():
        if operator == "Value":
            if isinstance(operands, str):
                yield operands
        elif operator not in {"Var", "has"}:
            for each in _operands(operands):
                yield from _literals(each)


def _attributes(body: Any) -> Iterator[str]:
    """Every attribute that an expression asks, or asks for."""
    for operator, operands in body.items():
        if operator in {".", "has"}:
            yield operands["attr"]
        elif operator not in {"Value", "Var"}:
            for each in _operands(operands):
                yield from _attributes(each)


def _refuse_doubles(pack: str, ids: list[str]) -> None:
    doubled = {each for each in ids if ids.count(each) > 1}
    if doubled:
        raise SettingsError(f"{pack}.cedar: two rules are called {min(doubled)!r}")
