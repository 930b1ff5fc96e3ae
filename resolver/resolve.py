"""Resolve: from the records in the graph to its people, homes and involvement, one generation on.

Invariant: run again with no new record or decision it writes nothing; broken off at any moment and run
again it completes, because each step makes the graph equal to what the records say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from graph.addressed import export_persons
from graph.decisions import Making, Pair, keep_decisions, read_reviewed
from graph.feed import Act, feed_position
from graph.homes import Homes, Membership, keep_homes, read_members
from graph.involvement import Sources, derive
from graph.involvement_layers import keep_involvement
from graph.layer import Change
from graph.people import read_people, write_people
from graph.records import export_records
from graph.runner import RESOLVE, only_runner
from graph.sources import Source, read_sources
from graph.store import Store
from graph.vicinity import mark_all_settled
from graph.vocabulary import RowKind
from resolver.coded import Integers
from resolver.decide import decide, record_ids, settled
from resolver.generation import Before, People, Terms, next_people
from resolver.homes import Residents, homes_of
from resolver.learned import Learned
from resolver.link import link
from resolver.linkage import Linkage
from resolver.made_by import made_by
from resolver.resolution import Progress, Resolution, Stages, report_to_nobody
from resolver.settings import Settings
from resolver.settle import settle


@dataclass(frozen=True)
class Options:
    """How to resolve.

    Attributes:
        settings: what to compare and where the thresholds lie; None for the default, which serves all.
        key: what opaque ids are hashed with; one database needs the same key always.
        folder: where what a run learns is kept, for records that come later; None to keep nothing.
        uses_kept: whether to judge by what is kept in `folder`, instead of learning anew.
        lock_seconds: how long to wait for the end of another run.
    """

    settings: Settings | None = None
    key: bytes = field(default=b"", repr=False)
    folder: Path | None = None
    uses_kept: bool = False
    lock_seconds: float = 60.0


@dataclass(frozen=True)
class _Inputs:
    """All that a run reads before it decides anything."""

    records: Mapping[RowKind, pa.Table]
    sources: list[Source]
    reviewed: Mapping[Pair, str]
    before: Before

    @property
    def persons(self) -> pa.Table:
        """The person rows."""
        return self.records[RowKind.PERSON]

    @property
    def trust(self) -> dict[str, float]:
        """How far each source is preferred."""
        return {source.name: source.trust for source in self.sources}


async def resolve(
    store: Store, options: Options | None = None, progress: Progress | None = None
) -> Resolution:
    """Join the records in the graph into people, and derive from them homes and involvement.

    Args:
        store: the graph; its records are read, its derived nodes and relationships are written.
        options: how to resolve.
        progress: hears the name of each stage as it begins, and how many things it is about.

    Raises:
        DatabaseUnavailableError: the database went away; run again to complete.
        BusyError: another run is at work on the same database.
        ModelError: nothing is kept in the folder to judge by.
    """
    chosen = options if options is not None else Options()
    stages = Stages(progress if progress is not None else report_to_nobody)
    async with only_runner(store, RESOLVE, chosen.lock_seconds):
        return await _resolve(store, chosen, stages)


async def _resolve(store: Store, chosen: Options, stages: Stages) -> Resolution:
    terms = Terms(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), chosen.key)
    began = await feed_position(store)
    with stages.stage("read"):
        inputs = await _read(store)
    with stages.stage("link", inputs.persons.num_rows):
        linkage = _link(inputs, chosen)
        _keep(linkage, chosen)
        decisions = decide(linkage, inputs.persons, inputs.reviewed.keys())
    with stages.stage("decide", decisions.num_rows):
        change = await keep_decisions(store, decisions, Making(made_by(linkage.model), terms.at))
    people = next_people(inputs.persons, linkage.clusters, inputs.before, inputs.trust, terms)
    with stages.stage("people", len(people.ids)):
        act = Act(terms.at, made_by(linkage.model))
        written = await write_people(store, inputs.before.generation, people.generation, act)
        change += written.change
    with stages.stage("homes", len(people.ids)):
        homes = _homes(inputs, people, terms, await read_members(store))
        change += await keep_homes(store, homes)
    with stages.stage("involvement", inputs.records[RowKind.EPISODE].num_rows):
        change += await keep_involvement(store, derive(inputs.records, _involved(inputs, people, terms)))
    if await mark_all_settled(store, began, act.by):
        await settle(store, chosen.key)
    return _resolution(people, homes, decisions.num_rows, change, stages)


async def _read(store: Store) -> _Inputs:
    generation, retired = await read_people(store)
    return _Inputs(
        records={
            **{kind: await export_records(store, kind) for kind in RowKind if kind is not RowKind.PERSON},
            RowKind.PERSON: await export_persons(store),
        },
        sources=await read_sources(store),
        reviewed=await read_reviewed(store),
        before=Before(generation, retired),
    )


def _link(inputs: _Inputs, options: Options) -> Linkage:
    decisions = settled(inputs.reviewed, record_ids(inputs.persons))
    if options.uses_kept and options.folder is not None:
        return link(inputs.persons, learned=Learned.load(options.folder), decisions=decisions)
    return link(inputs.persons, options.settings, decisions=decisions)


def _keep(linkage: Linkage, options: Options) -> None:
    if options.folder is not None and not options.uses_kept:
        linkage.learned.save(options.folder)


def _homes(inputs: _Inputs, people: People, terms: Terms, before: list[Membership]) -> Homes:
    address_rows = inputs.records[RowKind.ADDRESS]
    residents = Residents(
        ids=people.ids,
        golden=people.golden,
        of_person_row=people.of_row,
        of_address_row=_persons_of(address_rows, people),
    )
    return homes_of((inputs.persons, address_rows), residents, inputs.trust, before, terms.key)


def _persons_of(rows: pa.Table, people: People) -> Integers:
    """The number of the person that each row names by key, -1 where it is unknown."""
    number = {id_: number for number, id_ in enumerate(people.ids)}
    person = people.generation.links.person
    keys = zip(rows["source"].to_pylist(), rows["person_key"].to_pylist(), strict=True)
    return np.array(
        [number.get(person.get(f"{source}/{key}", ""), -1) for source, key in keys], dtype=np.int64
    )


def _involved(inputs: _Inputs, people: People, terms: Terms) -> Sources:
    domains = {source.name: source.domain for source in inputs.sources}
    return Sources(people.generation.links.person, domains, terms.key)


def _resolution(people: People, homes: Homes, decisions: int, change: Change, stages: Stages) -> Resolution:
    assignment = people.assignment
    return Resolution(
        records=len(people.of_row),
        people=len(people.ids),
        households=homes.households.num_rows,
        addresses=homes.addresses.num_rows,
        decisions=decisions,
        merged=len(assignment.merged),
        split=len(assignment.split),
        retired=len(assignment.merged) + len(assignment.gone),
        written=change.written + change.removed,
        seconds=stages.seconds,
    )
