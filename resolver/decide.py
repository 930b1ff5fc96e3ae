"""Decide: from what linking found to the decisions that are kept, and from people's decisions to linking.

Invariants. Every pair at or above the review threshold gets one decision, unless a reviewer has decided
it. A pair that the model would match but clustering kept apart is for a person to judge.
"""

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph.decisions import DECISIONS, Pair
from resolver.coded import coded
from resolver.constraints import Decisions
from resolver.evidence import evidence
from resolver.linkage import Linkage
from resolver.tables import MATCH, NO_MATCH, UNSURE

Texts = npt.NDArray[np.object_]


def record_ids(records: pa.Table) -> Texts:
    """The id in the graph of each record: source and key joined by a slash."""
    sources, keys = (records[name].to_pylist() for name in ("source", "key"))
    return np.array([f"{source}/{key}" for source, key in zip(sources, keys, strict=True)], dtype=object)


def settled(reviewed: Mapping[Pair, str], ids: Iterable[str]) -> Decisions:
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


def decide(linkage: Linkage, records: pa.Table, reviewed: Collection[Pair]) -> pa.Table:
    """The decisions to keep (schema `graph.decisions.DECISIONS`), ordered by pair.

    Args:
        linkage: what linking the `records` found.
        records: the table that was linked.
        reviewed: pairs of record ids, in text order, that a reviewer has decided.
    """
    return decisions_of(linkage, record_ids(records), reviewed)


def decisions_of(linkage: Linkage, ids: Texts, reviewed: Collection[Pair]) -> pa.Table:
    """What `decide` gives, of records that have these ids."""
    left, right = (linkage.pairs[side].to_numpy() for side in ("left", "right"))
    first, second = np.minimum(ids[left], ids[right]), np.maximum(ids[left], ids[right])
    decisions = pa.table(
        {
            "left": pa.array(first, pa.string()),
            "right": pa.array(second, pa.string()),
            "judgement": pa.array(_judgements(linkage), pa.string()),
            "weight": linkage.pairs["weight"].combine_chunks(),
            "probability": linkage.pairs["probability"].combine_chunks(),
            "evidence": pa.array(evidence(linkage), pa.string()),
        }
    ).cast(DECISIONS)
    if reviewed:
        is_open = [pair not in reviewed for pair in zip(first, second, strict=True)]
        decisions = decisions.filter(pa.array(is_open, pa.bool_()))
    return decisions.sort_by([("left", "ascending"), ("right", "ascending")])


def _judgements(linkage: Linkage) -> Texts:
    left, right = (linkage.pairs[side].to_numpy() for side in ("left", "right"))
    entity = coded(linkage.clusters, "entity_id").codes
    said: Texts = np.array(linkage.pairs["judgement"].to_pylist(), dtype=object)
    said[(said == MATCH) & (entity[left] != entity[right])] = UNSURE
    return said
