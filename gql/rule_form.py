"""The form that a rule must have: comparisons, each of one attribute with values that stand in the rule.

Whatever could make the outcome depend on anything but the declared facts is refused: entities by name, two
attributes compared, attributes of anything but the resource and the context. So is a value that the
attribute can never have, since a rule that is misspelt would permit, or not forbid, in silence.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from gql.errors import SettingsError
from gql.facts import Restriction, Tie
from gql.model import fields, model, rule_name
from gql.roles import Operation, Purpose, Role
from graph.vocabulary import Sensitivity, ValueType

_COMBINED = {"&&", "||", "!", "if-then-else"}
_EQUAL = {"==", "!="}
_SETS = {"contains", "containsAll", "containsAny"}
_TIMES = {"<", "<=", ">", ">="}
_BASES = ({"Var": "resource"}, {"Var": "context"})
_INSTEAD = {
    "like": "write out the values that are meant, as a set with contains",
    "ip": "addresses of machines are no fact of a row; leave it out",
    "in": 'ask for the role in the head of the rule: principal in Role::"…"',
    "is": "name the type in the head of the rule: resource is Kind",
}


def check_head(name: str, policy: Mapping[str, Any]) -> None:
    """Refuse a head that names one caller or resource; roles must be known.

    Raises:
        SettingsError: it does.
    """
    resource, principal = policy["resource"], policy["principal"]
    if resource["op"] not in {"All", "is"} or "in" in resource:
        raise SettingsError(f"{name} names one resource; ask for resource.name instead")
    if principal["op"] not in {"All", "in", "is"}:
        raise SettingsError(f'{name} names one caller; ask for a role instead: principal in Role::"…"')
    asked = principal.get("in", principal)
    if "entity" in asked and (asked["entity"]["type"] != "Role" or asked["entity"]["id"] not in set(Role)):
        raise SettingsError(f"{name} names a role that there is not: {asked['entity']['id']!r}")


def check_expression(name: str, body: Mapping[str, Any]) -> None:
    """Refuse what has no exact form in the database.

    Raises:
        SettingsError: there is such a part; the message names it.
    """
    ((operator, operands),) = body.items()
    if operator in _COMBINED:
        for each in _inside(operands):
            check_expression(name, each)
    elif operator in _EQUAL | _SETS | _TIMES | {"isEmpty"}:
        _check_comparison(name, operator, list(_inside(operands)))
    elif operator in {".", "has"}:
        _attribute(name, body)
    elif operator != "Value" or not isinstance(operands, bool):
        instead = _INSTEAD.get(operator, "use == != && || ! has contains containsAll containsAny, or days")
        raise SettingsError(f"{name} uses {operator!r}, which no row can be asked for; {instead}")


def _check_comparison(name: str, operator: str, operands: list[Mapping[str, Any]]) -> None:
    attributes = [_attribute(name, each) for each in operands if "." in each]
    values = [each for each in operands if "." not in each]
    if len(attributes) > 1:
        raise SettingsError(f"{name} compares two attributes; compare each with values written out")
    if not attributes:
        raise SettingsError(
            f"{name} uses {_first(values)!r} with {operator!r}; compare an attribute with values written out"
        )
    known = _known().get(attributes[0])
    for each in values:
        for text in _written_out(name, each):
            if known is not None and text not in known:
                raise SettingsError(f"{name} compares {attributes[0]} with {text!r}, which it never is")


def _first(values: list[Mapping[str, Any]]) -> str:
    return next((operator for each in values for operator in each if operator != "Value"), "Value")


def _attribute(name: str, body: Mapping[str, Any]) -> str:
    """The attribute that is asked, of the resource or the context and of nothing else."""
    ((_, operands),) = body.items()
    if operands["left"] not in _BASES:
        raise SettingsError(f"{name} asks an attribute of something else than the resource or the context")
    return str(operands["attr"])


def _written_out(name: str, body: Mapping[str, Any]) -> Iterator[str]:
    """The texts of a value, or of a set of values, that stands in the rule."""
    ((operator, operands),) = body.items()
    if operator == "Set":
        for each in operands:
            yield from _written_out(name, each)
    elif operator == "Value" and isinstance(operands, (str, bool, int)):
        if isinstance(operands, str):
            yield operands
    elif operator != "datetime" or set(operands[0]) != {"Value"}:
        instead = _INSTEAD.get(operator, "compare with values written out")
        raise SettingsError(f"{name} uses {operator!r}, which no row can be asked for; {instead}")


def _inside(operands: Any) -> Iterator[Mapping[str, Any]]:
    """The expressions inside an operator, however its JSON holds them."""
    listed = operands.values() if isinstance(operands, Mapping) else operands
    return (each for each in listed if isinstance(each, Mapping))


@cache
def _known() -> Mapping[str, frozenset[str]]:
    """The values that each attribute can have, where they are few."""
    kinds = frozenset(model())
    names = frozenset(rule_name(field) for _, field in fields())
    return {
        "tie": frozenset(Tie),
        "restriction": frozenset(Restriction),
        "kind": kinds,
        "name": kinds | names | frozenset(Operation),
        "value": frozenset(ValueType) | {"edge"},
        "inputs": frozenset(Sensitivity),
        "use": frozenset({"row", "count"}),
        "purpose": frozenset(Purpose),
    }
