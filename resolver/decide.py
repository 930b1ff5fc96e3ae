"""Decide: from what linking found to the decisions that are kept, and from people's decisions to linking.

Invariants. Every pair at or above the review threshold gets one decision, unless a reviewer has decided
it. A pair whose weight says match but which the people kept apart is for a person to judge; a pair whose
verified identifiers differ is no match, whatever else agrees.
"""

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph.decisions import DECISIONS, Pair
from resolver.coded import Flags, coded
from resolver.evidence import evidence
from resolver.link import Decisions, Linkage
from resolver.standardise import compact

Texts = npt.NDArray[np.object_]

MATCH, NO_MATCH, UNSURE = "match", "no_match", "unsure"


def record_ids(records: pa.Table) -> Texts:
    """The id in the graph of each record: source and key joined by a slash."""
    sources, keys = (records[name].to_pylist() for name in ("source", "key"))
    return np.array([f"{source}/{key}" for source, key in zip(sources, keys, strict=True)], dtype=object)


def settled(reviewed: Mapping[Pair, str], ids: Texts) -> Decisions:
    """What reviewers decided, as rows of the records; a pair of which one record is gone is left out."""
    rows = {id_: row for row, id_ in enumerate(ids)}
    known = [
        ((rows[left], rows[right]), judgement)
        for (left, right), judgement in sorted(reviewed.items())
        if left in rows and right in rows
    ]
    return Decisions(
        must_link=[pair for pair, judgement in known if judgement == MATCH],
        cannot_link=[pair for pair, judgement in known if judgement == NO_MATCH],
    )


def decide(
    linkage: Linkage, records: pa.Table, identifiers: Collection[str], reviewed: Collection[Pair]
) -> pa.Table:
    """The decisions to keep (schema `graph.decisions.DECISIONS`), ordered by pair.

    Args:
        linkage: what linking the `records` found.
        records: the table that was linked.
        identifiers: fields that hold a number verified to be of one person.
        reviewed: pairs of record ids, in text order, that a reviewer has decided.
    """
    ids = record_ids(records)
    left, right = (linkage.pairs[side].to_numpy() for side in ("left", "right"))
    first, second = np.minimum(ids[left], ids[right]), np.maximum(ids[left], ids[right])
    decisions = pa.table(
        {
            "left": pa.array(first, pa.string()),
            "right": pa.array(second, pa.string()),
            "judgement": pa.array(_judgements(linkage, records, identifiers), pa.string()),
            "weight": linkage.pairs["weight"].combine_chunks(),
            "probability": linkage.pairs["probability"].combine_chunks(),
            "evidence": pa.array(evidence(linkage), pa.string()),
        }
    ).cast(DECISIONS)
    if reviewed:
        is_open = [pair not in reviewed for pair in zip(first, second, strict=True)]
        decisions = decisions.filter(pa.array(is_open, pa.bool_()))
    return decisions.sort_by([("left", "ascending"), ("right", "ascending")])


def _judgements(linkage: Linkage, records: pa.Table, identifiers: Collection[str]) -> Texts:
    left, right = (linkage.pairs[side].to_numpy() for side in ("left", "right"))
    entity = coded(linkage.clusters, "entity_id").codes
    said: Texts = np.array(linkage.pairs["judgement"].to_pylist(), dtype=object)
    said[(said == MATCH) & (entity[left] != entity[right])] = UNSURE
    for field in identifiers:
        said[_differ(records, field, left, right)] = NO_MATCH
    return said


def _differ(
    records: pa.Table, field: str, left: npt.NDArray[np.int32], right: npt.NDArray[np.int32]
) -> Flags:
    """Which pairs have both an identifier, and not the same."""
    column = coded(records, field)
    plain = np.array([*(compact(value) or "" for value in column.values), ""], dtype=object)
    known = plain[column.codes]
    differ: Flags = (known[left] != "") & (known[right] != "") & (known[left] != known[right])
    return differ
