"""A simulated borough as one table of person rows, read by contract, with the truth in a table beside it.

Invariant: the two tables have one row a record, in one order; the records say nothing of the truth.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from borough.make import Borough, make_borough
from graph.contract import Contract
from graph.former_addresses import with_former_addresses
from graph.rows import read_tables
from graph.vocabulary import RowKind

RECORDS_A_PERSON = 3.084
"""Person rows that six systems hold for each person who lives in the borough."""


@dataclass(frozen=True)
class Population:
    """Files of the person rows and of the true person of each."""

    records: Path
    truth: Path

    @classmethod
    def at(cls, folder: Path, name: str) -> "Population":
        """The files of that name in a folder, whether or not they are there."""
        return cls(folder / f"{name}.parquet", folder / f"{name}_truth.parquet")

    @property
    def is_there(self) -> bool:
        """Whether both files are there."""
        return self.records.exists() and self.truth.exists()


def kept_population(folder: Path, name: str, people: int, seed: int) -> Population:
    """The population kept in `folder` under a name; made there first where it is not."""
    kept = Population.at(folder, name)
    if not kept.is_there:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as temporary:
            made = make_borough(people, seed, Path(temporary))
            records, truth = person_rows(made)
        pq.write_table(truth, kept.truth, compression="zstd")
        pq.write_table(records, kept.records, compression="zstd")
    return kept


def person_rows(borough: Borough) -> tuple[pa.Table, pa.Table]:
    """The person rows of all systems in canonical form, and the truth: source, key and person of each.

    The former addresses that a system's own address rows tell are in a column beside the present ones.
    """
    kinds = (RowKind.PERSON, RowKind.ADDRESS)
    contracts = [(Contract.read(each.contract), each.path) for each in borough.files]
    rows, _ = read_tables([each for each in contracts if each[0].row in kinds], kinds)
    records = with_former_addresses(rows[RowKind.PERSON], rows[RowKind.ADDRESS])
    truth = pq.read_table(borough.truth["records"])
    known = records.select(["source", "key"]).append_column("row", pa.array(range(len(records))))
    joined = known.join(truth, keys=["source", "key"], join_type="inner").sort_by("row")
    return records.take(joined["row"]), joined.select(["source", "key", "person"])
