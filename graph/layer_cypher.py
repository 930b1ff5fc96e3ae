"""Cypher for whole layers, composed of names in the vocabulary and of nothing else.

Invariant: a name that the vocabulary does not declare raises `KeyError` before any text is built.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, LiteralString

from graph.vocabulary import Relationship, vocabulary


@dataclass(frozen=True)
class Anchor:
    """A relationship that ties each node of a layer to one other node, named by key in `column`."""

    relationship: str
    column: str


def nodes_of(
    kind: str, anchors: Iterable[Anchor], *, limited: bool = False
) -> tuple[LiteralString, list[LiteralString]]:
    """A pattern of every node of the kind; its properties, then the key at the other end of each anchor.

    Limited, it is of the nodes whose keys are in the parameter `keys`.
    """
    properties = [f"n.`{name}`" for name in vocabulary().kinds[kind].properties]
    others = [f"[{_pattern(kind, anchor)} | other.`{_other_key(kind, anchor)}`][0]" for anchor in anchors]
    condition = f" WHERE n.`{_key(kind)}` IN $keys" if limited else ""
    return f"MATCH (n:`{kind}`){condition}", properties + others


def create_nodes(kind: str, anchors: Iterable[Anchor]) -> LiteralString:
    """Rows {properties, a key for each anchor} become new nodes with their relationships."""
    tied = "\n".join(_tie(kind, anchor) for anchor in anchors)
    return f"UNWIND $rows AS row\nCREATE (n:`{kind}`) SET n = row.properties\nWITH n, row\n{tied}\n{_END}"


def replace_nodes(kind: str, anchors: Iterable[Anchor]) -> LiteralString:
    """Rows as for `create_nodes` replace the properties and anchors of nodes that exist."""
    anchors = tuple(anchors)
    untied = "\n".join(
        f"CALL (n) {{ MATCH {_pattern(kind, anchor, 'old')} DELETE old }}" for anchor in anchors
    )
    tied = "\n".join(_tie(kind, anchor) for anchor in anchors)
    key = _key(kind)
    return (
        f"UNWIND $rows AS row\nMATCH (n:`{kind}` {{`{key}`: row.properties.`{key}`}})\n"
        f"SET n = row.properties\nWITH n, row\n{untied}\n{tied}\n{_END}"
    )


def delete_nodes(kind: str) -> LiteralString:
    """Rows {key} name nodes to delete with all their relationships."""
    return f"UNWIND $rows AS row\nMATCH (n:`{kind}` {{`{_key(kind)}`: row.key}})\nDETACH DELETE n"


def links_of(
    relationship: str, at: Literal["a", "b"] | None = None
) -> tuple[LiteralString, list[LiteralString]]:
    """A pattern of every relationship of the type; both keys, its properties, and its element id.

    Given an end (`a` for the start, `b` for the end), it is of the relationships whose node there has its
    key in the parameter `keys`.
    """
    declared = vocabulary().relationships[relationship]
    start, end = _ends(declared)
    properties = [f"r.`{name}`" for name in declared.properties]
    pattern = f"MATCH (a:`{declared.start}`)-[r:`{relationship}`]->(b:`{declared.end}`)"
    if at is not None:
        pattern = f"{pattern} WHERE {at}.`{start if at == 'a' else end}` IN $keys"
    return pattern, [f"a.`{start}`", f"b.`{end}`", *properties, "elementId(r)"]


def create_links(relationship: str) -> LiteralString:
    """Rows {start_id, end_id, properties} become relationships."""
    declared = vocabulary().relationships[relationship]
    start, end = _ends(declared)
    return (
        f"UNWIND $rows AS row\nMATCH (a:`{declared.start}` {{`{start}`: row.start_id}})\n"
        f"MATCH (b:`{declared.end}` {{`{end}`: row.end_id}})\n"
        f"CREATE (a)-[r:`{relationship}`]->(b) SET r = row.properties"
    )


def delete_links(relationship: str) -> LiteralString:
    """Rows {start_id, end_id, element} name relationships to delete."""
    declared = vocabulary().relationships[relationship]
    start, end = _ends(declared)
    return (
        f"UNWIND $rows AS row\n"
        f"MATCH (:`{declared.start}` {{`{start}`: row.start_id}})-[r:`{relationship}`]->"
        f"(:`{declared.end}` {{`{end}`: row.end_id}}) WHERE elementId(r) = row.element\nDELETE r"
    )


_END = "RETURN count(*)"


def _tie(kind: str, anchor: Anchor) -> str:
    declared = vocabulary().relationships[anchor.relationship]
    arrow = (
        f"(n)-[:`{anchor.relationship}`]->(other)"
        if _goes_out(kind, declared)
        else (f"(n)<-[:`{anchor.relationship}`]-(other)")
    )
    other = _other_kind(kind, declared)
    found = f"MATCH (other:`{other}` {{`{_key(other)}`: row.`{anchor.column}`}})"
    return f"CALL (n, row) {{ {found} CREATE {arrow} }}"


def _pattern(kind: str, anchor: Anchor, name: str = "") -> str:
    declared = vocabulary().relationships[anchor.relationship]
    link = f"[{name}:`{anchor.relationship}`]"
    other = f"(other:`{_other_kind(kind, declared)}`)"
    return f"(n)-{link}->{other}" if _goes_out(kind, declared) else f"(n)<-{link}-{other}"


def _goes_out(kind: str, declared: Relationship) -> bool:
    if kind not in {declared.start, declared.end}:
        raise KeyError(kind)
    return declared.start == kind


def _other_kind(kind: str, declared: Relationship) -> str:
    return declared.end if _goes_out(kind, declared) else declared.start


def _other_key(kind: str, anchor: Anchor) -> str:
    return _key(_other_kind(kind, vocabulary().relationships[anchor.relationship]))


def _key(kind: str) -> str:
    return vocabulary().kinds[kind].key


def _ends(declared: Relationship) -> tuple[str, str]:
    return _key(declared.start), _key(declared.end)
