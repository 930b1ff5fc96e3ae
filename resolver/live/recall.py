"""Recall: the memory made from what stands in the graph, and brought up to date with what others wrote.

Invariant: afterwards the memory holds of the people concerned what the graph does. Records that are in the
graph and of nobody yet are not remembered: they are still to arrive.
"""

from collections.abc import Collection, Mapping

import numpy as np
import pyarrow as pa

from graph.generation import Generation, Links
from graph.standing import Touched, Whole
from resolver.decide import record_ids
from resolver.learned import Learned
from resolver.live.memory import Memory, Standing


def remembered(whole: Whole, learned: Learned) -> tuple[Memory, pa.Table]:
    """The memory of all records that are somebody's, and the records that are nobody's yet."""
    ids = record_ids(whole.records)
    is_linked = np.array([id_ in whole.person for id_ in ids], dtype=np.bool_)
    row = {id_: number for number, id_ in enumerate(ids[is_linked])}
    ends = [(row[left], row[right]) for left, right in whole.ties if left in row and right in row]
    ties = np.array(ends, dtype=np.int32).reshape(-1, 2)
    standing = Standing(
        left=ties[:, 0],
        right=ties[:, 1],
        person=whole.person,
        since=whole.since,
        retired=whole.retired,
        reviewed=whole.reviewed,
        trust=whole.trust,
    )
    linked, others = (whole.records.filter(pa.array(mask)) for mask in (is_linked, ~is_linked))
    return Memory(linked, learned, standing), others


def recall(memory: Memory, touched: Touched, people: Collection[str], merged: Mapping[str, str]) -> None:
    """Bring the memory up to date with what the graph holds of some people.

    Args:
        memory: what to bring up to date.
        touched: what the graph holds of the people.
        people: their ids, those that were retired included.
        merged: each of the ids that was retired by a merge, and its survivor.
    """
    ids = {record for person in people for record in memory.roster.records(person)} | touched.person.keys()
    memory.withdraw(ids - touched.person.keys())
    fresh = [row for row in touched.records.to_pylist() if not memory.holds(row)]
    if fresh:
        memory.add(memory.newcomers(fresh))
    known = {id_: {"created_at": since} for id_, since in touched.since.items()}
    memory.review(ids, touched.reviewed)
    memory.tie(ids, touched.ties)
    memory.roster.take(Generation(known, Links(touched.person), merged), ids)
