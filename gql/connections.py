"""Connections: a list in pages, each row with a cursor to go on after it (the Relay specification).

A page is found by the values of the row before it, never by counting rows over; one row more than asked for
is looked at to say whether more follows. Rows that may not be found are taken away before that, so that pages
are full.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from graphql.execution.values import VariableValues

from gql.builder import Asking, Builder
from gql.cursors import bound_to
from gql.errors import InvalidVariablesError
from gql.orders import Key, after, in_order
from gql.roots import MOST
from gql.selection import Selected
from gql.shapes import ObjectShape, Part, Reading

Bound = Callable[[VariableValues], bytes]


class Rows(Protocol):
    """The rows of a list, as far as a connection needs to know them."""

    @property
    def people(self) -> tuple[str, ...]:
        """The variables of the people whom a row is about."""

    def item(self, inside: tuple[Selected, ...]) -> tuple[str, ObjectShape]:
        """A row as a list of its selected fields."""


@dataclass(frozen=True)
class Found:
    """How rows are found: the clauses up to their variables, those variables, and the keys that sort them.

    Attributes:
        kind: the type of the rows.
        names: the variables, which must not be lost.
    """

    clauses: str
    kind: str
    names: tuple[str, ...]
    keys: Sequence[Key]


def compile_connection(
    builder: Builder, selected: Selected, variables: VariableValues, found: Found, rows: Rows
) -> Part:
    """A page of rows, as text and shape.

    Raises:
        InvalidVariablesError: `first` is out of its bounds, or the cursor is of something else.
    """
    sources = [selected.argument(name) for name in ("search", "where", "orderBy") if selected.takes(name)]

    def bound(given: VariableValues) -> bytes:
        return bound_to(f"{selected.parent}.{selected.name}", [source(given) for source in sources])

    limit = builder.bounded(selected, "first", MOST)
    clauses, keys = _sorted(builder, found, _position(builder, selected, variables, bound))
    with builder.known.about(*rows.people) as worked:
        items, told = _told(selected, found.kind, rows)
    values = ", ".join(key.text for key in keys)
    answered = ", ".join([f"[{values}]", *(text for text, _ in items)])
    text = f"COLLECT {{ {clauses} LIMIT {limit} + 1 {worked.returned(f'[{answered}]')} }}"
    is_further = selected.argument("after")(variables) is not None
    forms = tuple(shape for _, shape in items)
    shape = ConnectionShape(
        tuple(told), forms, bound, has_previous=is_further, is_root=selected.parent == "Query"
    )
    return f"[{limit}, {text}]", shape


def _position(builder: Builder, selected: Selected, variables: VariableValues, bound: Bound) -> str | None:
    """The parameter that holds the values of the row to go on after; None where there is none."""
    given = selected.argument("after")
    if given(variables) is None:
        return None

    def opened(asking: Asking) -> list[Any]:
        if asking.cursors is None:
            raise InvalidVariablesError
        return asking.cursors.open(bound(asking.variables), str(given(asking.variables)))

    return builder.parameter(opened)


def _sorted(builder: Builder, found: Found, position: str | None) -> tuple[str, Sequence[Key]]:
    """The clauses that sort the rows and leave out those before the page; each key is worked out once."""
    carried = ", ".join(found.names)
    if len(found.keys) == 1:
        further = f"WHERE {after(found.keys, position)}" if position is not None else ""
        return (
            f"{found.clauses} WITH {carried} {further} WITH {carried} ORDER BY {in_order(found.keys)}",
            found.keys,
        )
    named = [Key(builder.variable(), key.is_descending, key.is_there) for key in found.keys]
    worked_out = ", ".join(f"{key.text} AS {name.text}" for key, name in zip(found.keys, named, strict=True))
    kept = ", ".join([carried, *(key.text for key in named)])
    further = f"WHERE {after(named, position)}" if position is not None else ""
    clauses = f"{found.clauses} WITH {carried}, {worked_out} {further} WITH {kept} ORDER BY {in_order(named)}"
    return clauses, named


def _told(selected: Selected, kind: str, rows: Rows) -> tuple[list[tuple[str, ObjectShape]], list["_Field"]]:
    """The forms in which each row is answered, and where each field of the connection has its own."""
    items: list[tuple[str, ObjectShape]] = []

    def placed(inside: tuple[Selected, ...]) -> int:
        items.append(rows.item(inside))
        return len(items) - 1

    told = [_field(each, kind, placed) for each in selected.inside]
    if not items:
        placed(())  # for the audit: whoever is on a page that tells only where it lies
    return items, told


@dataclass(frozen=True)
class _Field:
    """One field of a connection: its key, its name, and the parts of what it holds as key, name and form."""

    key: str
    name: str
    parts: tuple[tuple[str, str, int], ...] = ()
    form: int = 0
    kind: str = ""


def _field(selected: Selected, kind: str, placed: Callable[[tuple[Selected, ...]], int]) -> _Field:
    if selected.name == "nodes":
        return _Field(selected.key, "nodes", form=placed(selected.inside))
    parts = tuple(
        (each.key, each.name, placed(each.inside) if each.name == "node" else 0) for each in selected.inside
    )
    return _Field(selected.key, selected.name, parts, kind=kind)


@dataclass(frozen=True)
class ConnectionShape:
    """A page, delivered as how many were asked for and rows of keys and forms, perhaps one row too many.

    Attributes:
        has_previous: whether the page goes on after another.
        is_root: whether nothing at all was found where the page is empty.
    """

    fields: tuple[_Field, ...]
    forms: tuple[ObjectShape, ...]
    bound: Bound
    has_previous: bool
    is_root: bool

    def read(self, value: Any, reading: Reading) -> Any:
        """The page as an object."""
        first, found = value
        rows = found[:first]
        reading.is_in_vain = reading.is_in_vain or (self.is_root and not rows)
        forms = [
            [shape.read(row[place], reading) for row in rows] for place, shape in enumerate(self.forms, 1)
        ]
        cursors = _Sealing(self, reading, [row[0] for row in rows])
        return {
            each.key: self._value(each, forms, cursors, has_next=len(found) > first) for each in self.fields
        }

    def _value(self, field: _Field, forms: list[list[Any]], cursors: "_Sealing", *, has_next: bool) -> Any:
        if field.name == "nodes":
            return forms[field.form]
        if field.name == "edges":
            return [self._edge(field, place, forms, cursors) for place in range(len(cursors.rows))]
        if field.name == "__typename":
            return f"{field.kind}Connection"
        known: dict[str, Callable[[], Any]] = {
            "hasNextPage": lambda: has_next,
            "hasPreviousPage": lambda: self.has_previous,
            "startCursor": lambda: cursors.at(0),
            "endCursor": lambda: cursors.at(-1),
            "__typename": lambda: "PageInfo",
        }
        return {key: known[name]() for key, name, _ in field.parts}

    def _edge(self, field: _Field, place: int, forms: list[list[Any]], cursors: "_Sealing") -> dict[str, Any]:
        told = {}
        for key, name, form in field.parts:
            if name == "node":
                told[key] = forms[form][place]
            else:
                told[key] = cursors.at(place) if name == "cursor" else f"{field.kind}Edge"
        return told


@dataclass(frozen=True)
class _Sealing:
    """The cursors of the rows of one page, each sealed only where it is asked for."""

    shape: ConnectionShape
    reading: Reading
    rows: list[list[Any]]

    def at(self, place: int) -> str | None:
        """The cursor of a row; None where the page is empty."""
        if not self.rows:
            return None
        asking = self.reading.asking
        assert asking is not None
        assert asking.cursors is not None
        return asking.cursors.seal(self.shape.bound(asking.variables), self.rows[place])
