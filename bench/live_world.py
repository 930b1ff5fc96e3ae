"""The world that `bench.live` measures in: a store of nearly all records of a borough, and the rest of them.

Invariant: what is held back is in the store nowhere, and no row is handed out twice, however often the bench
is run in the same folder.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import uvloop

from graph.contract import Contract
from graph.former_addresses import FIELD
from graph.load import load
from graph.migration import migrate
from graph.server import ServerOptions
from graph.store import Store, Target
from resolver.resolve import Options, resolve

KEY = b"bench"
_PEOPLE_HELD_BACK, _RECORDS_HELD_BACK = 0.02, 0.03
_SEED = 7
_IDENTITY = ("source", "key", "row")

Row = dict[str, str | None]


@dataclass(frozen=True)
class World:
    """Folders and files of the world; `home` is kept between runs."""

    home: Path
    records: Path = Path()
    truth: Path = Path()

    @property
    def server(self) -> ServerOptions:
        """The local Neo4j of this world."""
        return ServerOptions(home=self.home / "neo4j", heap=2048, page_cache=3072)

    @property
    def learned(self) -> Path:
        """Where the run keeps what it learned."""
        return self.home / "resolver"

    @property
    def is_made(self) -> bool:
        """Whether the store was loaded and resolved before."""
        return (self.home / "made.json").exists()

    async def make(self, target: Target) -> dict[str, Any]:
        """Load and resolve all but what is held back."""
        records = self._records()
        kind = held_back(pq.read_table(self.truth)["person"], records.num_rows)
        for name, number in (("new", 1), ("further", 2)):
            pq.write_table(records.filter(pa.array(kind == number)), self.home / f"{name}.parquet")
        kept = records.filter(pa.array(kind == 0))
        made: dict[str, Any] = {"records": kept.num_rows}
        async with await Store.connect(target) as store:
            await migrate(store)
            for source in pc.unique(kept["source"]).to_pylist():
                file = self.home / f"load_{source}.parquet"
                rows = kept.filter(pc.equal(kept["source"], source))
                pq.write_table(rows.drop_columns(["source", "row"]), file)
                await load(store, contract_of(source, rows, "parquet"), file, self.home / "quarantine")
                file.unlink()
            resolution = await resolve(store, Options(key=KEY, folder=self.learned))
        made |= {"people": resolution.people, "decisions": resolution.decisions}
        (self.home / "made.json").write_text(json.dumps(made), "utf-8")
        return made

    def _records(self) -> pa.Table:
        """The rows as a source delivers them, former addresses apart."""
        names = pq.read_schema(self.records).names
        return pq.read_table(self.records, columns=[name for name in names if name != FIELD])

    def made(self) -> dict[str, Any]:
        """What `make` told."""
        told: dict[str, Any] = json.loads((self.home / "made.json").read_text("utf-8"))
        return told

    def hand_out(self, name: str, count: int) -> list[Row]:
        """The next rows of a kind that no run has had."""
        counter = self.home / f"{name}.used"
        used = int(counter.read_text("utf-8")) if counter.exists() else 0
        table = pq.read_table(self.home / f"{name}.parquet")
        counter.write_text(str(used + count), "utf-8")
        rows: list[Row] = table.slice(used, count).to_pylist()
        return rows

    def corrected(self, count: int) -> list[Row]:
        """Records of the store with another telephone number."""
        records = self._records()
        kind = held_back(pq.read_table(self.truth)["person"], records.num_rows)
        generator = np.random.default_rng()
        rows = generator.choice(np.flatnonzero(kind == 0), count, replace=False)
        numbers = generator.integers(10_000_000, 99_999_999, count).tolist()
        found: list[Row] = records.take(pa.array(rows)).to_pylist()
        return [{**row, "phone": f"+4477{number}"} for row, number in zip(found, numbers, strict=True)]

    def contracts(self) -> dict[str, Contract]:
        """The contract of arrivals of each source."""
        records = self._records()
        sources = pc.unique(records["source"]).to_pylist()
        return {
            source: contract_of(source, records.filter(pc.equal(records["source"], source)), "jsonl")
            for source in sources
        }


def held_back(person: pa.ChunkedArray, records: int) -> np.ndarray:
    """For each record 0 where it is in the store, 1 where its person is new, 2 where others are there."""
    generator = np.random.default_rng(_SEED)
    codes = person.combine_chunks().dictionary_encode().indices.to_numpy()
    is_new = generator.random(int(codes.max()) + 1) < _PEOPLE_HELD_BACK
    is_further = generator.random(records) < _RECORDS_HELD_BACK
    return np.where(is_new[codes], 1, np.where(is_further, 2, 0))


def contract_of(source: str, rows: pa.Table, kind: str) -> Contract:
    """The contract by which canonical rows of a source are read as they are."""
    names = [
        name
        for name in rows.column_names
        if name not in _IDENTITY and rows[name].null_count < rows.num_rows and name != "person_key"
    ]
    return Contract.model_validate(
        {
            "source": source,
            "domain": "other",
            "trust": 0.5,
            "format": {"kind": kind},
            "row": "person",
            "key": ["key"],
            "on_error": "drop_value",
            "columns": {name: {"column": name, "optional": True} for name in names},
        }
    )


def in_turn(*kinds: list[Row]) -> Iterator[tuple[int, Row]]:
    """The rows of several kinds, one of each in turn, each with the number of its kind."""
    for together in zip(*kinds, strict=False):
        yield from enumerate(together)


def run(coroutine: Any) -> Any:
    """Run to the end, on uvloop as the service does."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(coroutine)
