"""Facts as they were known on a day, the links of records to people included.

Invariant: whoever was one person on the day is one person in these facts, whatever merges and splits came
later; where none came, they are the facts that the graph holds, as of the day.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.facts import ADDRESSES, EPISODES, INTERVENTIONS, MEMBERSHIPS, PEOPLE, RELATIONS, STAYS, Facts
from graph.homes import Homes, read_members
from graph.involvement import Involvement, Sources, derive
from graph.links import links_as_of
from graph.records import export_records
from graph.sources import read_sources
from graph.store import Store
from graph.vocabulary import RowKind
from resolver.coded import Integers
from resolver.decide import record_ids
from resolver.golden import golden
from resolver.homes import Residents, homes_of


async def facts_known(store: Store, day: date, key: bytes = b"") -> Facts:
    """All facts as known on `day`, of the people as they were known then; their ids may be retired since.

    A record that was recorded later is of whomever it was first linked to, and tells nothing yet.

    Args:
        store: the graph.
        day: the day.
        key: what opaque ids are hashed with; the same for one database always.

    Raises:
        DatabaseUnavailableError: the database went away.
    """
    records = {kind: await export_records(store, kind) for kind in RowKind}
    sources = await read_sources(store)
    person = await links_as_of(store, day)
    rows = records[RowKind.PERSON].filter(
        pa.array([id_ in person for id_ in record_ids(records[RowKind.PERSON])], pa.bool_())
    )
    ids = sorted(set(person.values()))
    trust = {source.name: source.trust for source in sources}
    residents = _residents(ids, person, (rows, records[RowKind.ADDRESS]), trust)
    homes = homes_of((rows, records[RowKind.ADDRESS]), residents, trust, await read_members(store), key)
    domains = {source.name: source.domain for source in sources}
    involvement = derive(records, Sources(person, domains, key))
    return _facts(_people(residents, rows), homes, involvement).as_of(day)


def _residents(
    ids: list[str], person: Mapping[str, str], rows: tuple[pa.Table, pa.Table], trust: Mapping[str, float]
) -> Residents:
    number = {id_: place for place, id_ in enumerate(ids)}
    persons, addresses = rows
    of_person_row = np.array([number[person[id_]] for id_ in record_ids(persons)], dtype=np.int64)
    named = zip(addresses["source"].to_pylist(), addresses["person_key"].to_pylist(), strict=True)
    of_address_row: Integers = np.array(
        [number.get(person.get(f"{source}/{key}", ""), -1) for source, key in named], dtype=np.int64
    )
    return Residents(ids, golden(persons, of_person_row, trust), of_person_row, of_address_row)


def _people(residents: Residents, rows: pa.Table) -> pa.Table:
    numbers, recorded = pa.array(residents.of_person_row), rows["recorded_at"].combine_chunks()
    days = pa.table({"person": numbers, "recorded_at": recorded})
    first = days.group_by("person").aggregate([("recorded_at", "min")]).sort_by("person")
    columns = [residents.golden[name] for name in ("birth_date", "death_date", "sex")]
    return pa.table([pa.array(residents.ids, pa.string()), *columns, first["recorded_at_min"]], PEOPLE.names)


def _facts(people: pa.Table, homes: Homes, involvement: Involvement) -> Facts:
    service = dict(
        zip(involvement.services["id"].to_pylist(), involvement.services["name"].to_pylist(), strict=True)
    )
    names = pa.array([service.get(id_) for id_ in involvement.episodes["service"].to_pylist()], pa.string())
    stays = _known_from(homes.stays, "from").rename_columns({"start_id": "person", "end_id": "address"})
    members = _known_from(homes.members, "from").rename_columns({"start_id": "person", "end_id": "household"})
    first = stays.group_by("address").aggregate([("recorded_at", "min")])
    addresses = homes.addresses.join(first, "id", "address").rename_columns(
        {"id": "address", "recorded_at_min": "recorded_at"}
    )
    return Facts(
        people=_cast(people, PEOPLE),
        stays=_cast(stays, STAYS),
        memberships=_cast(members, MEMBERSHIPS),
        addresses=_cast(addresses, ADDRESSES),
        relations=_cast(
            involvement.related.rename_columns({"start_id": "person", "end_id": "other"}), RELATIONS
        ),
        episodes=_cast(
            _known_from(involvement.episodes, "start")
            .drop_columns(["service"])
            .append_column("service", names),
            EPISODES,
        ),
        interventions=_cast(_known_from(involvement.interventions, "start"), INTERVENTIONS),
    )


def _known_from(table: pa.Table, start: str) -> pa.Table:
    """The day on which a fact was recorded, or else on which it began."""
    known = pc.coalesce(table["recorded_at"], table[start])
    return table.set_column(table.column_names.index("recorded_at"), "recorded_at", known)


def _cast(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The columns of the schema, days as days; rows of which nobody knows since when they were known go."""
    columns = [
        pc.utf8_slice_codeunits(table[field.name], 0, 10).cast(field.type)
        if pa.types.is_date(field.type)
        else table[field.name].cast(field.type)
        for field in schema
    ]
    made = pa.table(columns, schema=schema)
    return made.filter(made["recorded_at"].is_valid())
