"""Resolve: from the records in the graph to its people, homes and involvement, one generation on.

Invariant: run again with no new record or decision it writes nothing; broken off at any moment and run
again it completes, because each step makes the graph equal to what the records say.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter

import pyarrow as pa

from graph.decisions import Making, keep_decisions
from graph.homes import keep_homes, read_members
from graph.involvement import Sources, derive
from graph.involvement_layers import keep_involvement
from graph.people import write_people
from graph.store import Store
from graph.vocabulary import RowKind
from resolver.decide import decide
from resolver.generation import Before, next_people
from resolver.link import link
from resolver.settings import Settings

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Resolution:
    """What a run of `resolve` found and did.

    Attributes:
        records: person records resolved.
        people: people they are of.
        households: households, present and past.
        addresses: addresses.
        decisions: decisions that stand on pairs of records, of the model's making.
        merged: ids retired by merges.
        split: people that came out of others.
        retired: ids retired, by merges or because no record is left.
        written: nodes and relationships written or removed; 0 where nothing had changed.
        seconds: how long each stage took.
    """

    records: int
    people: int
    households: int
    addresses: int
    decisions: int
    merged: int
    split: int
    retired: int
    written: int
    seconds: Mapping[str, float]


@dataclass
class _Stages:
    """Times the stages and tells of them."""

    report: Progress
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """One stage, from begin to end."""
        self.report(name, 0)
        start = perf_counter()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - start


def _report_to_nobody(stage: str, done: int) -> None:
    """Take a report and say nothing."""


@dataclass(frozen=True)
class _Inputs:
    """All that a run reads before it decides anything."""

    records: Mapping[RowKind, pa.Table]
    reviewed: Mapping[Pair, str]
    before: Before
    trust: Mapping[str, float]
    domains: Mapping[str, str]

    @property
    def persons(self) -> pa.Table:
        """The person rows."""
        return self.records[RowKind.PERSON]


async def resolve(
    store: Store, settings: Settings | None = None, key: bytes = b"", progress: Progress | None = None
) -> Resolution:
    """Join the records in the graph into people, and derive from them homes and involvement.

    Args:
        store: the graph; its records are read, its derived nodes and relationships are written.
        settings: what to compare and where the thresholds lie; the default serves every data set.
        key: the key that opaque ids are hashed with; the same database needs the same key always.
        progress: hears the name of each stage as it begins.

    Raises:
        DatabaseUnavailableError: the database went away; run again to complete.
    """
    stages = _Stages(progress if progress is not None else _report_to_nobody)
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with stages.stage("read"):
        inputs = await _read(store)
    with stages.stage("link"):
        linkage = link(inputs.persons, settings, decisions=_settled(inputs))
        decisions = decide(linkage, inputs.persons, inputs.reviewed.keys())
    with stages.stage("decide"):
        change = await keep_decisions(store, decisions, Making(made_by(linkage.model), at))
    with stages.stage("people"):
        people = next_people(inputs.persons, linkage.clusters, inputs.before, _Terms(inputs.trust, at, key))
        moved = await write_people(store, inputs.before.generation, people.generation, at)
    with stages.stage("homes"):
        homes = _homes(inputs, people, await read_members(store), key)
        change += await keep_homes(store, homes)
    with stages.stage("involvement"):
        sources = Sources(people.generation.links.person, inputs.domains, key)
        change += await keep_involvement(store, derive(inputs.records, sources))
