"""From a filter to a predicate in Cypher: every value is a parameter, every field is taken under its rule.

A comparison with what has no value never holds, and neither does its part of a filter; what does not hold,
holds under `not`. What may not be read has no value: a filter says of a row just what an answer would.
"""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import getitem
from typing import Any

from gql.access import Outcome
from gql.builder import Asking, Builder
from gql.comparisons import OPERATORS
from gql.errors import InvalidVariablesError, TooCostlyError
from gql.fields import Edge, End, Leaf
from gql.model import model
from gql.orders import own_order
from gql.paths import Path
from gql.selection import ArgumentSource
from gql.values import noted, value_of

MOST_NAMES = 80
MOST_NESTED = 12
MOST_LISTED = 100

_Where = Mapping[str, Any]
_Operand = Callable[[Any, Asking], Any]


def compile_where(
    builder: Builder,
    given: ArgumentSource,
    where: _Where | None,
    kind: str,
    variable: str,
    path: Path | None = None,
) -> str:
    """The clause that keeps the rows for which a filter holds, to follow a WITH of them; empty for no filter.

    Args:
        given: where the filter comes from whenever the question is asked.
        where: the filter of the first asking; only which parts it has is used.
        path: how the variable was come to, where it is a relationship.

    The filter was measured before.
    """
    if not where:
        return ""
    predicate = _Filter(builder, given).all_of(kind, variable, where, path, ())
    return kept(builder, path.names if path is not None else (variable,), predicate)


def kept(builder: Builder, names: tuple[str, ...], predicate: str) -> str:
    """The clause that keeps rows, after a WITH of their names.

    What looks further into the graph is worked out before it is asked whether it holds: as a predicate the
    database's planner would plan it again for each way of finding the row, and within each way again.
    """
    if "MATCH" not in predicate:
        return f"WHERE {predicate}"
    holds = builder.variable()
    return f"WITH {', '.join(names)}, {predicate} AS {holds} WHERE {holds}"


def measured(where: Any, depth: int = 0) -> int:
    """How many names a filter holds, whatever they name.

    Raises:
        InvalidVariablesError: a part of it is null.
        TooCostlyError: it nests more deeply, or lists more values, than is answered.
    """
    if where is None:
        raise InvalidVariablesError
    if isinstance(where, dict):
        if depth == MOST_NESTED:
            raise TooCostlyError
        return sum(1 + measured(each, depth + 1) for each in where.values())
    if isinstance(where, list):
        if len(where) > MOST_LISTED:
            raise TooCostlyError
        return sum(measured(each, depth) for each in where)
    return 0


class _Filter:
    """One filter: the operands lie in one list, which is one parameter."""

    def __init__(self, builder: Builder, given: ArgumentSource) -> None:
        self._builder = builder
        self._given = given
        self._operands: list[_Operand] = []
        self._list = ""

    def all_of(self, kind: str, variable: str, where: _Where, way: Path | None, at: tuple[Any, ...]) -> str:
        """That every part of a filter holds of the row at a variable."""
        parts = [self._part(kind, variable, name, where, way, at) for name in where]
        return f"({' AND '.join(parts)})" if parts else "true"

    def _part(
        self, kind: str, variable: str, name: str, where: _Where, way: Path | None, at: tuple[Any, ...]
    ) -> str:
        inner, at = where[name], (*at, name)
        if name == "not":
            return f"NOT coalesce({self.all_of(kind, variable, inner, way, at)}, false)"
        if name in {"and", "or"}:
            parts = [self.all_of(kind, variable, each, way, (*at, place)) for place, each in enumerate(inner)]
            return f"({f' {name.upper()} '.join(parts)})" if parts else str(name == "and").lower()
        field = model()[kind].fields[name]
        if isinstance(field, Leaf):
            return self._compared(kind, variable, field, inner, at)
        if isinstance(field, Edge):
            return self._along(kind, variable, field, inner, at)
        assert way is not None
        return self._at_end(kind, variable, field, inner, way, at)

    def _compared(self, kind: str, variable: str, leaf: Leaf, where: _Where, at: tuple[Any, ...]) -> str:
        text, rule = value_of(self._builder, kind, variable, leaf)
        parts = []
        for name in where:
            is_hidden = rule.outcome is Outcome.PSEUDONYM and name != "isNull"
            parts.append(OPERATORS[name][0].format(text, self._operand((*at, name), is_pseudonym=is_hidden)))
        return f"({' AND '.join(parts)})" if parts else "true"

    def _along(self, kind: str, node: str, edge: Edge, where: _Where, at: tuple[Any, ...]) -> str:
        """That what an edge leads to (one of a list, or else the one answered) is such."""
        rule = noted(self._builder, kind, edge.name)
        way = Path(self._builder, edge, node)
        wanted = " AND ".join(dict.fromkeys(way.predicates)) or "true"
        inside = self.all_of(edge.target, way.tie if edge.tie else way.node, where, way, at)
        matched = f"MATCH {way.pattern} WHERE {wanted} {way.carried}"
        if edge.many:
            found = f"EXISTS {{ {matched} {kept(self._builder, way.names, inside)} RETURN 1 AS found }}"
        else:
            order = f"ORDER BY {', '.join(own_order(self._builder, edge, way))}" if way.is_ordered else ""
            found = f"coalesce(head(COLLECT {{ {matched} {order} LIMIT 1 RETURN {inside} }}), false)"
        return " AND ".join([*self._builder.holds(rule.condition, kind, node), found])

    def _at_end(
        self, tie: str, variable: str, end: End, where: _Where, way: Path, at: tuple[Any, ...]
    ) -> str:
        rule = noted(self._builder, tie, end.name)
        inside = self.all_of(end.kind, way.end(is_start=end.is_start), where, None, at)
        return " AND ".join([*self._builder.holds(rule.condition, tie, variable), inside])

    def _operand(self, at: tuple[Any, ...], *, is_pseudonym: bool) -> str:
        """The parameter that holds the value at a place of the filter."""
        if not self._operands:
            self._list = self._builder.parameter(self._taken)
        self._operands.append(_revealed(at) if is_pseudonym else _plain(at))
        return f"{self._list}[{len(self._operands) - 1}]"

    def _taken(self, asking: Asking) -> list[Any]:
        where = self._given(asking.variables)
        return [operand(where, asking) for operand in self._operands]


def _plain(at: tuple[Any, ...]) -> _Operand:
    def taken(where: Any, _: Asking) -> Any:
        return reduce(getitem, at, where)

    return taken


def _revealed(at: tuple[Any, ...]) -> _Operand:
    """The identifiers behind pseudonyms; what is none is nobody's."""
    plain = _plain(at)

    def taken(where: Any, asking: Asking) -> Any:
        value = plain(where, asking)
        if isinstance(value, list):
            return [each for each in map(asking.reveal, map(str, value)) if each is not None]
        return asking.reveal(str(value))

    return taken
