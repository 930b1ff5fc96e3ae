"""Judging against the truth of the simulated borough, which nothing but this module reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from graph.facts import Facts
from graph.people import read_people
from graph.records import export_records
from graph.store import Store
from graph.vocabulary import RowKind
from resolver.evaluate import Evaluation, evaluate
from resolver.household_evaluation import (
    Household,
    HouseholdEvaluation,
    evaluate_households,
    members_by_household,
    true_person,
)

Truth = Mapping[str, Path]


@dataclass(frozen=True)
class Matching:
    """Which person of the graph each record is of, and who that truly is.

    Attributes:
        predicted: id of the person in the graph, by id of a record that the truth knows.
        true: the true person, by record id.
    """

    predicted: Mapping[str, str]
    true: Mapping[str, str]

    def evaluation(self) -> Evaluation:
        """How well the people of the graph agree with the truth, over the records in the graph."""
        return evaluate(
            np.array(list(self.predicted.values())),
            np.array([self.true[record] for record in self.predicted]),
        )

    def records_of(self) -> dict[str, list[str]]:
        """The records of each person of the graph."""
        found: dict[str, list[str]] = {}
        for record, person in self.predicted.items():
            found.setdefault(person, []).append(record)
        return found

    def true_person(self) -> dict[str, str]:
        """For each person of the graph the true person that most of their records are of."""
        return {person: true_person(ids, self.true) for person, ids in self.records_of().items()}


async def match(store: Store, truth: Truth) -> Matching:
    """The people in the graph beside the truth about their records."""
    generation, _ = await read_people(store)
    true = true_people(truth)
    known = {record: person for record, person in generation.links.person.items() if record in true}
    return Matching(known, true)


def true_people(truth: Truth) -> dict[str, str]:
    """The true person of each person record, by record id."""
    rows = pq.read_table(truth["records"])
    return {f"{row['source']}/{row['key']}": str(row["person"]) for row in rows.to_pylist()}


async def judge_households(
    store: Store, truth: Truth, facts: Facts, matching: Matching
) -> HouseholdEvaluation:
    """How many of the households of today are exactly right, over people of whom an address was recorded."""
    records = await export_records(store, RowKind.PERSON)
    with_address = pc.or_(pc.is_valid(records["address_text"]), pc.is_valid(records["postcode"]))
    placed = records.filter(with_address).select(["source", "key"]).to_pylist()
    judged = {
        matching.true[id_] for row in placed if (id_ := f"{row['source']}/{row['key']}") in matching.true
    }
    return evaluate_households(
        _of_known(members_by_household(_present(facts.memberships)), matching),
        matching.records_of(),
        matching.true,
        members_by_household(_present(pq.read_table(truth["households"]))),
        judged,
    )


def _present(memberships: pa.Table) -> list[tuple[str, str]]:
    """Pairs of household and person that last until today."""
    lasting = memberships.filter(
        pc.and_(pc.is_null(memberships["to"]), pc.is_valid(memberships["household"]))
    )
    return [(str(row["household"]), str(row["person"])) for row in lasting.to_pylist()]


def _of_known(households: list[Household], matching: Matching) -> list[Household]:
    """Only the members whose records the truth knows."""
    people = set(matching.predicted.values())
    return [members & people for members in households]


def ceiling(truth: Truth, true_person: Mapping[str, str]) -> pa.Table:
    """The true probability of a crisis in the window for each person of the graph and landmark.

    Columns person, landmark (date32) and probability, as `gnn.train.train` takes them.
    """
    hazards = pq.read_table(truth["hazards"], columns=["person", "month", "p_window"])
    people = pa.table({"true": list(true_person.values()), "id": list(true_person)})
    joined = hazards.filter(pc.is_valid(hazards["p_window"])).join(
        people, keys="person", right_keys="true", join_type="inner"
    )
    columns = [joined["id"], joined["month"].cast(pa.date32()), joined["p_window"]]
    return pa.Table.from_arrays(columns, names=["person", "landmark", "probability"])
