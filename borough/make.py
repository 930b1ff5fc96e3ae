"""Making a borough: simulate, record, write. Same size and seed, same bytes."""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

from borough import chance, systems, truth
from borough.calendar import CUT
from borough.casework import Casework, Caseworker
from borough.clerk import Clerk
from borough.hazard import Hazard
from borough.identity import identities
from borough.knowledge import Knowledge
from borough.lives import History, live
from borough.registry import Register, lag, registers
from borough.services import System
from borough.spoil import spoil
from borough.table import Table

Progress = Callable[[str, int], None]
SMALLEST = 1_000
LARGEST = 400_000


class SizeError(ValueError):
    """A borough of this size cannot be made."""

    def __init__(self, size: int) -> None:
        super().__init__(f"a borough has {SMALLEST:,} to {LARGEST:,} people, not {size:,}")


@dataclass(frozen=True)
class RecordFile:
    """One delivered file and the contract that describes it."""

    path: Path
    contract: Path
    rows: int
    bad_rows: int


@dataclass(frozen=True)
class Borough:
    """Where everything lies. Only evaluation may read `truth`."""

    folder: Path
    files: tuple[RecordFile, ...]
    truth: dict[str, Path]
    cut: date
    counts: dict[str, int]


def make_borough(
    size: int, seed: int, folder: Path, progress: Progress | None = None, hazard: Hazard | None = None
) -> Borough:
    """Simulate a borough of about `size` people and write what its systems hold into `folder`.

    Args:
        size: people living there at any time; 1,000 to 400,000.
        seed: the same seed gives the same bytes.
        folder: gets `records/`, `contracts/` and `truth/`; earlier content of these is replaced.
        progress: called with a stage and how much of it is done.
        hazard: what makes crises likely; the documented coefficients where not given.

    Raises:
        SizeError: the size is out of range.
    """
    if not SMALLEST <= size <= LARGEST:
        raise SizeError(size)
    history = live(size, seed, hazard, progress)
    caseworks = record(history, seed)
    tables = [table for casework in caseworks for table in systems.tables(casework)]
    dice = chance.dice(seed, "spoil")
    for table in tables:
        spoil(table, dice)
    places = {name: _fresh(folder / name) for name in ("records", "contracts", "truth")}
    written = tuple(_deliver(table, places["records"], places["contracts"]) for table in tables)
    truths = truth.write(places["truth"], history, caseworks)
    counts = _counts(history, tables)
    truths["summary"] = _summarise(places["truth"] / "summary.json", (size, seed), history, tables)
    return Borough(folder, written, truths, CUT, counts)


def _summarise(path: Path, asked: tuple[int, int], history: History, tables: list[Table]) -> Path:
    """Write what was asked for, the coefficients, the counts, and how many rows were spoilt how."""
    summary = {
        "size": asked[0],
        "seed": asked[1],
        "cut": CUT.isoformat(),
        "hazard": asdict(history.hazard),
        "counts": _counts(history, tables),
        "bad_rows": {table.name: dict(sorted(_tally(table).items())) for table in tables if table.bad},
    }
    path.write_text(json.dumps(summary, indent=1) + "\n", "utf-8")
    return path


def record(history: History, seed: int) -> list[Casework]:
    """What the systems hold of a history."""
    dice = chance.dice(seed, "records")
    lags = [lag(dice) for _ in history.episodes.person]
    entered = registers(history, lags, dice)
    knows = {system: set(register.of_person) for system, register in entered.items()}
    knowledge = Knowledge(history.world, knows, chance.dice(seed, "knowledge"))
    clerk = Clerk(
        history.world, identities(history.world.people, dice), knowledge, chance.dice(seed, "noise")
    )
    return [_casework(history, entered[system], clerk, lags) for system in System]


def _casework(history: History, register: Register, clerk: Clerk, lags: list[int]) -> Casework:
    worker = Caseworker(history, register, clerk, clerk.dice)
    made = worker.collect(lags)
    if register.system is System.CHILDREN:
        worker.relations()
    if register.system in {System.HEALTH, System.COUNCIL_TAX}:
        worker.stays()
    return made


def _fresh(folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


def _deliver(table: Table, records: Path, contracts: Path) -> RecordFile:
    contract = contracts / f"{table.name}.yaml"
    with as_file(files("borough").joinpath("contracts", contract.name)) as source:
        shutil.copyfile(source, contract)
    return RecordFile(table.write(records), contract, len(table.rows), len(table.bad))


def _counts(history: History, tables: list[Table]) -> dict[str, int]:
    return {
        "people ever": history.world.people.count,
        "people at the cut": len(history.world.present()),
        "crises": len(history.crises),
        **{table.name: len(table.rows) for table in tables},
    }


def _tally(table: Table) -> dict[str, int]:
    found: dict[str, int] = {}
    for _, rule in table.bad:
        found[rule] = found.get(rule, 0) + 1
    return found
