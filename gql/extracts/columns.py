"""The rows of an answer: which list they are, and which of their columns tell who or where somebody is.

It is decided by what a document selects, under whatever keys it is answered, before anything is asked: an
alias changes the name of a column and not what it tells.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import GraphQLList, GraphQLNonNull, GraphQLObjectType

from gql.extracts.errors import ExtractRefusedError
from gql.model import model
from gql.schema import full_schema
from gql.selection import Selected
from graph.vocabulary import Sensitivity

_TELLING = frozenset(
    {
        Sensitivity.IDENTITY,
        Sensitivity.IDENTIFIER,
        Sensitivity.CONTACT,
        Sensitivity.LOCATION,
        Sensitivity.CHARACTERISTIC,
        Sensitivity.ORIGINAL,
    }
)
Row = list[Any]


@dataclass(frozen=True)
class Column:
    """One column.

    Attributes:
        path: the keys that lead to it from a row.
        is_telling: whether it tells who or where somebody is.
        is_id: whether it is the id of the row's own object.
    """

    path: tuple[str, ...]
    is_telling: bool
    is_id: bool

    @property
    def name(self) -> str:
        """The keys, with dots."""
        return ".".join(self.path)

    def of(self, row: Any) -> Any:
        """The value in a row, a list as JSON; None where there is none."""
        for key in self.path:
            if row is None:
                return None
            row = row[key]
        return orjson.dumps(row).decode() if isinstance(row, list | dict) else row


@dataclass(frozen=True)
class Table:
    """How rows are found in an answer.

    Attributes:
        root: the key of the list.
        rows: the keys under which a connection has its rows: of its nodes, or of its edges and of their node.
        page: the keys of a connection's page, of whether another follows, and of where it begins.
    """

    root: str
    columns: tuple[Column, ...]
    rows: tuple[str, ...] = ()
    page: tuple[str, str, str] | None = None

    def read(self, data: Mapping[str, Any]) -> list[Row]:
        """The rows of a page of the answer."""
        found = data[self.root]
        if not self.rows:
            listed = found if isinstance(found, list) else [] if found is None else [found]
        else:
            listed = [each[self.rows[1]] if len(self.rows) > 1 else each for each in found[self.rows[0]]]
        return [[column.of(row) for column in self.columns] for row in listed]

    def following(self, data: Mapping[str, Any]) -> str | None:
        """The cursor that the next page begins after; None where there is none."""
        if self.page is None:
            return None
        page, more, cursor = self.page
        told = data[self.root][page]
        return told[cursor] if told[more] else None


def table_of(roots: Sequence[Selected]) -> Table:
    """The table that a document asks for.

    Raises:
        ExtractRefusedError: it asks for something else too, for a connection without its pages, or for a list
            inside rows that tells who or where somebody is.
    """
    if len(roots) != 1 or not roots[0].inside:
        raise ExtractRefusedError
    (root,) = roots
    if not root.takes("after"):
        return Table(root.key, tuple(_columns(root.inside, ())))
    keys, row = _of_connection(root)
    page = _only(root, "pageInfo")
    pages = page.key, _only(page, "hasNextPage").key, _only(page, "endCursor").key
    return Table(root.key, tuple(_columns(row.inside, ())), keys, pages)


def _of_connection(root: Selected) -> tuple[tuple[str, ...], Selected]:
    """The keys of a connection's rows, and what they are selected as."""
    found = [each for each in root.inside if each.name in {"nodes", "edges"}]
    if len(found) != 1:
        raise ExtractRefusedError
    if found[0].name == "nodes":
        return (found[0].key,), found[0]
    node = _only(found[0], "node")
    return (found[0].key, node.key), node


def _only(selected: Selected, name: str) -> Selected:
    found = [each for each in selected.inside if each.name == name]
    if len(found) != 1:
        raise ExtractRefusedError
    return found[0]


def _columns(selected: Sequence[Selected], before: tuple[str, ...]) -> Iterator[Column]:
    for each in selected:
        path = (*before, each.key)
        if _is_list(each):
            if _tells(each):
                raise ExtractRefusedError
            yield Column(path, is_telling=False, is_id=False)
        elif each.inside:
            yield from _columns(each.inside, path)
        else:
            yield Column(path, is_telling=_tells(each), is_id=not before and each.name == "id")


def _tells(selected: Selected) -> bool:
    """Whether a field, or any inside it, tells who or where somebody is."""
    declared = model().get(selected.parent)
    leaf = None if declared is None else declared.leaves.get(selected.name)
    return (leaf is not None and leaf.declared.sensitivity in _TELLING) or any(map(_tells, selected.inside))


def _is_list(selected: Selected) -> bool:
    """Whether a field answers several; a connection does, in its own way."""
    if selected.name == "__typename":
        return False
    declared = full_schema().type_map[selected.parent]
    assert isinstance(declared, GraphQLObjectType)
    type_ = declared.fields[selected.name].type
    inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    return isinstance(inner, GraphQLList) or selected.takes("after")
