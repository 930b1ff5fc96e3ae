"""How rows are sorted, and which come after one: by the values that may be read, and last by what is opaque.

What has no value comes last, either way. A row is found again by its values alone (keyset paging), so that
nothing is counted over, and rows that come or go elsewhere move no page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gql.access import Condition, Outcome
from gql.builder import Asking, Builder
from gql.cursors import MIXED_BELOW
from gql.edges import tie_type
from gql.fields import Direction, Edge
from gql.model import camel, model
from gql.paths import Path
from gql.values import value_of


@dataclass(frozen=True)
class Key:
    """One value that rows are sorted by.

    Attributes:
        text: its expression.
        is_there: whether it is never null.
    """

    text: str
    is_descending: bool = False
    is_there: bool = False

    @property
    def order(self) -> str:
        """The key in ORDER BY."""
        if not self.is_descending:
            return self.text  # null is the greatest of all values, and so last by itself
        return f"{self.text} DESC" if self.is_there else f"{self.text} IS NULL, {self.text} DESC"

    def after(self, value: str) -> str:
        """That a row's key comes after a value, which may be null."""
        beyond = f"{self.text} {'<' if self.is_descending else '>'} {value}"
        return beyond if self.is_there else f"({value} IS NOT NULL AND coalesce({beyond}, true))"

    def same(self, value: str) -> str:
        """That a row's key is a value, which may be null."""
        equal = f"{self.text} = {value}"
        return equal if self.is_there else f"coalesce({equal}, {self.text} IS NULL AND {value} IS NULL)"


def in_order(keys: Sequence[Key]) -> str:
    """What ORDER BY holds."""
    return ", ".join(key.order for key in keys)


def after(keys: Sequence[Key], values: str) -> str:
    """That a row comes after one whose keys are a list of values."""
    ways = []
    for place, key in enumerate(keys):
        same = [each.same(f"{values}[{number}]") for number, each in enumerate(keys[:place])]
        ways.append(" AND ".join([*same, key.after(f"{values}[{place}]")]))
    return f"({' OR '.join(ways)})"


def keys_of_people(builder: Builder, asked: Any, node: str) -> list[Key]:
    """The keys of people found: by what is asked, and last by their id."""
    return [*_asked(builder, asked, "Person", node), *_last(builder, "Person", node)]


def keys_of(builder: Builder, asked: Any, edge: Edge, path: Path) -> list[Key]:
    """The keys of an edge's rows: what is asked or else its own order, and last what tells rows apart."""
    first = list(_asked(builder, asked, edge.target, path.tie if edge.tie else path.node))
    if not first:
        first = list(_own(builder, edge, path))
    last = _last(builder, edge.kind, path.node)
    return [*first, *last, *(_apart(builder, edge, path) if path.has_one_step else ())]


def own_order(builder: Builder, edge: Edge, path: Path) -> list[str]:
    """What a list is sorted by where nothing is asked."""
    keys = [f"{each.text}{' DESC' * each.is_descending}" for each in _own(builder, edge, path)]
    last = [*_last(builder, edge.kind, path.node), *(_told_apart(builder, edge, path) if edge.tie else ())]
    return [*keys, *(key.text for key in last)]


def _last(builder: Builder, kind: str, node: str) -> list[Key]:
    """The opaque id; before it, for whoever knows it by pseudonyms, an order of their own.

    In the order in which they are stored, two recipients could join their extracts row by row.
    """
    key = Key(f"{node}.`id`", is_there=True)
    if builder.plan.rule(kind, "id").outcome is not Outcome.PSEUDONYM:
        return [key]
    mixing = builder.given(_mixing)
    place = f"size(split({mixing}[1], substring({key.text}, i, 1))[0])"
    mixed = (
        f"reduce(h = 0, i IN range(0, size({key.text}) - 1) | (h * {mixing}[0] + {place}) % {MIXED_BELOW})"
    )
    return [Key(mixed, is_there=True), key]


def _mixing(asking: Asking) -> list[Any]:
    return [1, ""] if asking.cursors is None else list(asking.cursors.mixing)


def _own(builder: Builder, edge: Edge, path: Path) -> Iterator[Key]:
    owner = tie_type(edge.steps[-1].relationship) if edge.sort_tie else edge.kind
    if edge.order is None or builder.plan.rule(owner, camel(edge.order)).condition is Condition.NEVER:
        return
    leaf = model()[owner].leaves[camel(edge.order)]
    text, _ = value_of(builder, owner, path.tie if edge.sort_tie else path.node, leaf)
    yield Key(text, edge.descending)


def _asked(builder: Builder, asked: Any, kind: str, variable: str) -> Iterator[Key]:
    for each in asked or ():
        text, _ = value_of(builder, kind, variable, model()[kind].leaves[each["field"]])
        yield Key(text, each["direction"] == "DESC")


def _apart(builder: Builder, edge: Edge, path: Path) -> Iterator[Key]:
    """What tells two relationships to one node apart: what may be read of them, and last what is opaque."""
    yield from _told_apart(builder, edge, path)
    yield Key(f"elementId({path.tie})", is_there=True)


def _told_apart(builder: Builder, edge: Edge, path: Path) -> Iterator[Key]:
    if edge.tie is not None:
        for leaf in model()[edge.tie].leaves.values():
            if builder.plan.shows(edge.tie, leaf.name):
                yield Key(value_of(builder, edge.tie, path.tie, leaf)[0])
    if edge.steps[-1].direction is Direction.BOTH:
        yield Key(f"startNode({path.tie}) = {path.node}", is_there=True)
