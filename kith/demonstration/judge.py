"""Judging against the truth of the simulated borough, which nothing but this module reads."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from graph.people import read_people
from graph.store import Store
from resolver.evaluate import Evaluation, evaluate

Truth = Mapping[str, Path]


@dataclass(frozen=True)
class Matching:
    """Which person of the graph each record is of, and who that truly is.

    Attributes:
        predicted: id of the person in the graph, by record id.
        true: the true person, by record id.
    """

    predicted: Mapping[str, str]
    true: Mapping[str, str]

    def evaluation(self) -> Evaluation:
        """How well the people of the graph agree with the truth, over the records in the graph."""
        records = [record for record in self.predicted if record in self.true]
        return evaluate(
            np.array([self.predicted[record] for record in records]),
            np.array([self.true[record] for record in records]),
        )

    def true_person(self) -> dict[str, str]:
        """For each person of the graph the true person that most of their records are of."""
        votes: dict[str, Counter[str]] = {}
        for record, person in self.predicted.items():
            if record in self.true:
                votes.setdefault(person, Counter())[self.true[record]] += 1
        return {person: min(count, key=lambda true: (-count[true], true)) for person, count in votes.items()}


async def match(store: Store, truth: Truth) -> Matching:
    """The people in the graph beside the truth about their records."""
    generation, _ = await read_people(store)
    return Matching(generation.links.person, true_people(truth))


def true_people(truth: Truth) -> dict[str, str]:
    """The true person of each person record, by record id."""
    rows = pq.read_table(truth["records"])
    return {f"{row['source']}/{row['key']}": str(row["person"]) for row in rows.to_pylist()}


def ceiling(truth: Truth, true_person: Mapping[str, str]) -> pa.Table:
    """The true probability of a crisis in the window for each person of the graph and landmark.

    Columns person, landmark (date32) and probability, as `gnn.train.train` takes them.
    """
    hazards = pq.read_table(truth["hazards"], columns=["person", "month", "p_window"])
    people = pa.table({"true": list(true_person.values()), "id": list(true_person)})
    joined = hazards.filter(pa.compute.is_valid(hazards["p_window"])).join(
        people, keys="person", right_keys="true", join_type="inner"
    )
    columns = [joined["id"], joined["month"].cast(pa.date32()), joined["p_window"]]
    return pa.Table.from_arrays(columns, names=["person", "landmark", "probability"])
