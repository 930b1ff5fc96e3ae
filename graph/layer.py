"""A layer: derived nodes or relationships that are kept equal to a table, by the smallest change.

Invariant: after `keep_nodes` or `keep_links` the graph, or the part of it named, holds exactly the rows
wanted, each written with its anchoring relationships in one transaction; a row that is already there as
wanted is not touched, so that keeping the same table twice writes nothing, and keeping it after a broken run
completes that run.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

from graph.layer_cypher import (
    Anchor,
    create_links,
    create_nodes,
    delete_links,
    delete_nodes,
    links_of,
    nodes_of,
    replace_nodes,
)
from graph.reading import Row, read_rows
from graph.store import Store
from graph.vocabulary import vocabulary

BATCH = 5000


@dataclass(frozen=True)
class NodeLayer:
    """All nodes of one kind, and the relationships that anchor each to nodes of other layers."""

    kind: str
    anchors: tuple[Anchor, ...] = ()

    @property
    def properties(self) -> tuple[str, ...]:
        """The kind's properties, its key among them, as the vocabulary declares them."""
        return tuple(vocabulary().kinds[self.kind].properties)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table that the layer is kept equal to."""
        return (*self.properties, *(anchor.column for anchor in self.anchors))


@dataclass(frozen=True)
class LinkLayer:
    """All relationships of one type, between the keys of nodes in the columns `start` and `end`."""

    relationship: str

    @property
    def properties(self) -> tuple[str, ...]:
        """The relationship's properties as the vocabulary declares them."""
        return tuple(vocabulary().relationships[self.relationship].properties)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table that the layer is kept equal to."""
        return ("start_id", "end_id", *self.properties)


@dataclass(frozen=True)
class Ends:
    """Keys of nodes at which relationships start or end."""

    starts: Collection[str] = ()
    ends: Collection[str] = ()


@dataclass(frozen=True)
class Change:
    """How many nodes or relationships were written anew or changed, and how many were removed."""

    written: int = 0
    removed: int = 0

    def __add__(self, other: "Change") -> "Change":
        return Change(self.written + other.written, self.removed + other.removed)


async def keep_nodes(
    store: Store, layer: NodeLayer, wanted: pa.Table, only: Collection[str] | None = None
) -> Change:
    """Make the nodes of the layer equal to `wanted`, whose columns are `layer.columns`.

    With `only`, nodes whose keys are not among these are left as they are.
    """
    key = layer.columns.index(vocabulary().kinds[layer.kind].key)
    pattern, values = nodes_of(layer.kind, layer.anchors, limited=only is not None)
    keys = [] if only is None else sorted(only)
    present = {row[key]: row for row in await read_rows(store, pattern, values, keys=keys)}
    rows = {row[key]: row for row in rows_of(wanted, layer.columns)}
    created = [row for id_, row in rows.items() if id_ not in present]
    changed = [row for id_, row in rows.items() if id_ in present and present[id_] != row]
    stale = [{"key": id_} for id_ in present if id_ not in rows]
    await store.write_batches(create_nodes(layer.kind, layer.anchors), _nested(layer, created), BATCH)
    await store.write_batches(replace_nodes(layer.kind, layer.anchors), _nested(layer, changed), BATCH)
    await store.write_batches(delete_nodes(layer.kind), stale, BATCH)
    return Change(len(created) + len(changed), len(stale))


async def keep_links(store: Store, layer: LinkLayer, wanted: pa.Table, only: Ends | None = None) -> Change:
    """Make the relationships of the layer equal to `wanted`, whose columns are `layer.columns`.

    With `only`, relationships that touch none of these nodes are left as they are.
    """
    missing = dict.fromkeys(rows_of(wanted, layer.columns))
    stale = []
    for *values, element in await _links(store, layer, only):
        row = tuple(values)
        if row in missing:
            del missing[row]
        else:
            stale.append({"start_id": row[0], "end_id": row[1], "element": element})
    await store.write_batches(delete_links(layer.relationship), stale, BATCH)
    created = (_link(layer, row) for row in missing)
    await store.write_batches(create_links(layer.relationship), created, BATCH)
    return Change(len(missing), len(stale))


async def _links(store: Store, layer: LinkLayer, only: Ends | None) -> Collection[Row]:
    if only is None:
        return await read_rows(store, *links_of(layer.relationship))
    found: dict[str, Row] = {}
    ends: tuple[tuple[Literal["a", "b"], Collection[str]], ...] = (("a", only.starts), ("b", only.ends))
    for end, keys in ends:
        rows = await read_rows(store, *links_of(layer.relationship, at=end), keys=sorted(keys))
        found |= {row[-1]: row for row in rows}
    return found.values()


def rows_of(table: pa.Table, columns: Iterable[str]) -> Iterator[Row]:
    """The rows of a table as tuples of the columns named."""
    return zip(*(table[column].to_pylist() for column in columns), strict=True)


def _nested(layer: NodeLayer, rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
    width = len(layer.properties)
    anchors = [anchor.column for anchor in layer.anchors]
    for row in rows:
        properties = dict(zip(layer.properties, row[:width], strict=True))
        yield {"properties": properties, **dict(zip(anchors, row[width:], strict=True))}


def _link(layer: LinkLayer, row: Row) -> dict[str, Any]:
    properties = dict(zip(layer.properties, row[2:], strict=True))
    return {"start_id": row[0], "end_id": row[1], "properties": properties}
