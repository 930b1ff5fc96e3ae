"""Settle: the homes and the involvement of the people who have changed, derived anew without a whole run.

Invariant: afterwards they are what a whole run would derive, but for what depends on rows that name nobody
known. What is due is kept in the graph, so that a settling that was broken off is completed by the next one.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.homes import ADDRESSES, HOUSEHOLDS, MEMBERS, STAYS, Homes
from graph.involvement import Involvement, Sources, derive
from graph.involvement_layers import (
    EPISODES,
    IN_TEAM,
    INTERVENTIONS,
    OUTCOMES,
    RELATED,
    SERVICES,
    TEAMS,
    WORKERS,
    WORKS_WITH,
)
from graph.layer import Ends, keep_links, keep_nodes, rows_of
from graph.own import person_row
from graph.sources import Source, read_sources
from graph.store import Store
from graph.vicinity import (
    Due,
    Vicinity,
    involved,
    mark_due,
    mark_settled,
    persons_of,
    read_due,
    read_vicinity,
    rows_about,
    teams_of,
)
from graph.vocabulary import RowKind
from resolver.coded import Integers
from resolver.golden import golden
from resolver.homes import Residents, homes_of

_ABOUT = (RowKind.EPISODE, RowKind.INTERVENTION, RowKind.OUTCOME, RowKind.RELATIONSHIP)


async def settle(store: Store, key: bytes = b"") -> int:
    """Derive anew what is due; the feed's position up to which all is derived.

    Args:
        store: the graph.
        key: what opaque ids are hashed with; the same for one database always.

    Raises:
        DatabaseUnavailableError: the database went away; what is due stays due.
    """
    due = await read_due(store)
    if due.people or due.homes:
        sources = await read_sources(store)
        trust = {source.name: source.trust for source in sources}
        due, vicinity, homes = await _homes(store, due, trust, key)
        await mark_due(store, due)
        await _keep_homes(store, due, vicinity, homes)
        await _keep_involvement(store, due, await _derive(store, due, sources, key))
    await mark_settled(store, due)
    return due.position


async def _homes(
    store: Store, due: Due, trust: Mapping[str, float], key: bytes
) -> tuple[Due, Vicinity, Homes]:
    """The homes of those due, and of everybody whom these take along."""
    while True:
        vicinity = await read_vicinity(store, due)
        homes = homes_of(*_makings(vicinity, trust), trust, vicinity.members, key)
        stays = set(rows_of(_where(homes.stays, "start_id", vicinity.people), STAYS.columns))
        moved = stays ^ vicinity.stays
        grown = replace(
            due,
            people=due.people | {person for person, *_ in moved},
            homes=due.homes | {place for _, place, *_ in moved},
        )
        if grown == due:
            return due, vicinity, homes
        due = grown


def _makings(vicinity: Vicinity, trust: Mapping[str, float]) -> tuple[tuple[pa.Table, pa.Table], Residents]:
    ids = sorted(set(vicinity.persons))
    number = {id_: place for place, id_ in enumerate(ids)}
    of_row = np.array([number[id_] for id_ in vicinity.persons], dtype=np.int64)
    residents = Residents(
        ids=ids,
        golden=golden(vicinity.rows, of_row, trust),
        of_person_row=of_row,
        of_address_row=_of_address_row(vicinity, of_row),
    )
    return (vicinity.rows, vicinity.addresses), residents


def _of_address_row(vicinity: Vicinity, of_row: Integers) -> Integers:
    rows = vicinity.rows
    keys = zip(rows["source"].to_pylist(), rows["key"].to_pylist(), strict=True)
    person = dict(zip(keys, of_row.tolist(), strict=True))
    about = vicinity.addresses
    named = zip(about["source"].to_pylist(), about["person_key"].to_pylist(), strict=True)
    return np.array([person.get(each, -1) for each in named], dtype=np.int64)


async def _keep_homes(store: Store, due: Due, vicinity: Vicinity, homes: Homes) -> None:
    stays = _where(homes.stays, "start_id", vicinity.people)
    places = vicinity.places | _texts(stays, "end_id")
    own_places = vicinity.places | _texts(_where(homes.stays, "start_id", due.people), "end_id")
    households = _where(homes.households, "address", own_places)
    own = vicinity.households | _texts(households, "id")
    addresses = _where(homes.addresses, "id", places)
    await keep_nodes(store, ADDRESSES, addresses, _texts(addresses, "id"))
    await keep_links(store, STAYS, stays, Ends(starts=vicinity.people))
    await keep_nodes(store, HOUSEHOLDS, households, own)
    await keep_links(store, MEMBERS, _where(homes.members, "end_id", own), Ends(ends=own))
    await keep_nodes(store, ADDRESSES, addresses, places)


async def _derive(store: Store, due: Due, sources: list[Source], key: bytes) -> Involvement:
    rows = {kind: await rows_about(store, due.people, kind) for kind in _ABOUT}
    named = [person_row(source, each) for table in rows.values() for source, each in _named(table)]
    persons = await persons_of(store, named)
    return derive(rows, Sources(persons, {source.name: source.domain for source in sources}, key))


def _named(table: pa.Table) -> set[tuple[str, str]]:
    columns = [name for name in ("person_key", "other_key") if name in table.column_names]
    return {
        (source, key)
        for name in columns
        for source, key in rows_of(table, ("source", name))
        if key is not None
    }


async def _keep_involvement(store: Store, due: Due, wanted: Involvement) -> None:
    for layer, table in ((SERVICES, wanted.services), (WORKERS, wanted.workers), (TEAMS, wanted.teams)):
        await keep_nodes(store, layer, table, _texts(table, "id"))
    held = await involved(store, due.people)
    for layer, whole in (
        (EPISODES, wanted.episodes),
        (INTERVENTIONS, wanted.interventions),
        (OUTCOMES, wanted.outcomes),
    ):
        table = _where(whole, "person", due.people)
        await keep_nodes(store, layer, table, held | _texts(table, "id"))
    own = Ends(ends=due.people)
    await keep_links(store, WORKS_WITH, _where(wanted.works_with, "end_id", due.people), own)
    await keep_links(store, RELATED, wanted.related, Ends(due.people, due.people))
    await _keep_teams(store, wanted.in_team)


async def _keep_teams(store: Store, wanted: pa.Table) -> None:
    """Teams that other people's rows tell of stay."""
    workers = _texts(wanted, "start_id")
    pairs = {*rows_of(wanted, IN_TEAM.columns), *await teams_of(store, workers)}
    columns = list(zip(*sorted(pairs), strict=True)) or [(), ()]
    table = pa.table([pa.array(each, pa.string()) for each in columns], list(IN_TEAM.columns))
    await keep_links(store, IN_TEAM, table, Ends(starts=workers))


def _texts(table: pa.Table, column: str) -> set[str]:
    return {value for (value,) in rows_of(table, (column,))}


def _where(table: pa.Table, column: str, values: Collection[str]) -> pa.Table:
    return table.filter(pc.is_in(table[column], pa.array(sorted(values), pa.string())))
