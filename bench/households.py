"""Households of a simulated borough as the resolver derives them, compared with the truth; no database."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from borough.make import Borough
from graph.contract import Contract
from graph.homes import Homes
from graph.rows import read_records
from graph.vocabulary import RowKind
from resolver.generation import Before, People, Terms, next_people
from resolver.homes import Residents, homes_of
from resolver.household_evaluation import (
    HouseholdEvaluation,
    evaluate_households,
    members_by_household,
)

_RECEIVED = datetime(2026, 7, 1, tzinfo=UTC)


def judged_households(borough: Borough, records: pa.Table, entities: pa.Table) -> HouseholdEvaluation:
    """How many households of today are exactly right, over people of whom some record gives an address.

    Args:
        borough: the files and the truth.
        records: its person rows.
        entities: source, key and entity_id of each of them, in their order.
    """
    people, homes = derived(borough, records, entities)
    true = {f"{row['source']}/{row['key']}": row["person"] for row in _rows(borough.truth["records"])}
    held: dict[str, list[str]] = {}
    for record, person in people.generation.links.person.items():
        held.setdefault(person, []).append(record)
    present = homes.members.filter(pc.is_null(homes.members["to"]))
    placed = records.filter(pc.or_(pc.is_valid(records["address_text"]), pc.is_valid(records["postcode"])))
    ids = zip(placed["source"].to_pylist(), placed["key"].to_pylist(), strict=True)
    return evaluate_households(
        members_by_household(
            zip(present["end_id"].to_pylist(), present["start_id"].to_pylist(), strict=True)
        ),
        held,
        true,
        true_households(borough),
        {true[f"{source}/{key}"] for source, key in ids},
    )


def derived(borough: Borough, records: pa.Table, entities: pa.Table) -> tuple[People, Homes]:
    """The people that clusters make, and their homes."""
    contracts = [Contract.read(each.contract) for each in borough.files]
    trust = {each.source: each.trust for each in contracts}
    people = next_people(records, entities, Before(), trust, Terms("2026-07-01T00:00:00Z"))
    rows = address_rows(borough)
    residents = Residents(people.ids, people.golden, people.of_row, _persons_of(rows, people))
    return people, homes_of((records, rows), residents, trust)


def address_rows(borough: Borough) -> pa.Table:
    """The address rows of all systems."""
    files = [(Contract.read(each.contract), each.path) for each in borough.files]
    batches = [
        batch.records
        for contract, path in files
        if contract.row is RowKind.ADDRESS
        for batch in read_records(contract, path, _RECEIVED)
    ]
    return pa.concat_tables([pa.Table.from_batches([each]) for each in batches], promote_options="default")


def true_households(borough: Borough) -> list[frozenset[str]]:
    """The members of each household of today."""
    rows = _rows(borough.truth["households"])
    return members_by_household(
        (row["household"], row["person"])
        for row in rows
        if row["to"] is None and row["household"] is not None
    )


def _persons_of(rows: pa.Table, people: People) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    number = {id_: number for number, id_ in enumerate(people.ids)}
    person = people.generation.links.person
    keys = zip(rows["source"].to_pylist(), rows["person_key"].to_pylist(), strict=True)
    return np.array([number.get(person.get(f"{source}/{key}", ""), -1) for source, key in keys], np.int64)


def _rows(path: Path) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = pq.read_table(path).to_pylist()
    return rows
