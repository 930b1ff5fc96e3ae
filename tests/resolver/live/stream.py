"""A stream of records into a memory, and the batch that it is compared with."""

from collections import defaultdict
from collections.abc import Iterable

import pyarrow as pa

from resolver.constraints import Decisions
from resolver.decide import record_ids
from resolver.generation import Terms
from resolver.learned import Learned
from resolver.link import link
from resolver.live.engine import judge, take
from resolver.live.judgement import Judgement
from resolver.live.memory import Memory, Standing

TERMS = Terms("2026-01-01T00:00:00Z", b"stream")

People = frozenset[frozenset[str]]


class Stream:
    """Records that arrive in a memory which holds nothing at first, or what a batch found."""

    def __init__(self, learned: Learned, records: pa.Table, standing: Standing | None = None) -> None:
        self.memory = Memory(records, learned, standing if standing is not None else Standing())

    def arrive(self, records: pa.Table, withdrawn: Iterable[str] = ()) -> Judgement:
        """Judge records and keep what comes of it."""
        judgement = judge(self.memory, records, TERMS, frozenset(withdrawn))
        take(self.memory, judgement)
        return judgement

    def people(self, ids: Iterable[str]) -> People:
        """The records with these ids, by person."""
        found: dict[str | None, set[str]] = defaultdict(set)
        for id_ in ids:
            found[self.memory.roster.person(id_)].add(id_)
        assert None not in found
        return frozenset(map(frozenset, found.values()))


def of_batch(records: pa.Table, learned: Learned) -> Standing:
    """What a batch finds in records, as what stands before anything arrives."""
    linkage = link(records, learned=learned)
    speaks = linkage.pairs["weight"].to_numpy() > 0
    left, right = (linkage.pairs[side].to_numpy()[speaks] for side in ("left", "right"))
    entity = linkage.clusters["entity_id"].to_pylist()
    person = {str(id_): f"p{each}" for id_, each in zip(record_ids(records), entity, strict=True)}
    return Standing(left, right, person, dict.fromkeys(person.values(), "2020-01-01T00:00:00Z"))


def batch_people(records: pa.Table, learned: Learned, decisions: Decisions | None = None) -> People:
    """The people that one batch finds."""
    linkage = link(records, learned=learned, decisions=decisions)
    found: dict[str | None, set[str]] = defaultdict(set)
    for id_, entity in zip(record_ids(records), linkage.clusters["entity_id"].to_pylist(), strict=True):
        found[entity].add(str(id_))
    return frozenset(map(frozenset, found.values()))
