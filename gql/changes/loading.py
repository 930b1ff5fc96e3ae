"""Rows that integrators deliver, by a contract that whoever runs the service has registered.

Invariant: received = loaded + unchanged + quarantined, and a row that is kept out is in the quarantine before
the others are written. Nothing in the answer depends on any record but those of the same source and key: who
else has the number of a row, or is sealed, is told to nobody who delivers.
"""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gql.caller import Caller
from gql.changes.done import Done
from gql.changes.errors import ContractUnknownError, DutiesError, FileRefusedError
from gql.changes.once import Running
from gql.errors import BusyError, InvalidVariablesError
from gql.model import camel
from gql.roles import Purpose
from graph.batch import Batch
from graph.contract import Contract
from graph.errors import ContractError, FileFormatError, QuarantineError
from graph.feed import feed_position
from graph.load import load
from graph.load_report import LoadReport, Tallies, Tally
from graph.loading import describe_source, problems_of
from graph.problem import Cost, Delivery, Quarantined
from graph.quarantine import quarantine_file, rewriting
from graph.readers.chunk import Chunk
from graph.readers.jsonl import flattened
from graph.record_writer import Prepared, Terms, prepare_batch
from graph.row_reader import RowReader
from graph.store import Store

MOST_ROWS = 500
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_TOLD = ("field", "rule", "reason", "suggestion", "first_row", "count")


@dataclass(frozen=True)
class Loader:
    """Loads rows into a graph.

    Attributes:
        contracts: the folder of the registered contracts; None where there is none.
        quarantine: the folder of the quarantine.
        key: what ids of erased records are hashed with.
    """

    store: Store
    contracts: Path | None
    quarantine: Path | None
    key: bytes = field(repr=False)

    def contract(self, name: str) -> Contract:
        """The contract that is registered under a name.

        Raises:
            ContractUnknownError: there is none, or it is not in order.
        """
        if self.contracts is None or self.quarantine is None or _NAME.fullmatch(name) is None:
            raise ContractUnknownError
        path = self.contracts / f"{name}.yaml"
        if not path.is_file():
            raise ContractUnknownError
        try:
            return Contract.read(path)
        except ContractError:
            raise ContractUnknownError from None

    async def rows(self, running: Running, contract: Contract, rows: Sequence[Mapping[str, Any]]) -> Done:
        """Load some rows in one transaction, together with whatever else it writes.

        Raises:
            BusyError: the same rows, or the quarantine, are being written by somebody else.
            FileRefusedError: a column that the contract names is missing.
        """
        delivery = Delivery(contract, "rows", datetime.now(UTC))
        batch = RowReader(delivery, {}).batch(_chunk(contract, rows))
        terms = Terms(received_at=delivery.stamp, newest=delivery.stamp, key=self.key)
        await describe_source(self.store, contract)
        prepared = await prepare_batch(self.store, batch, terms)
        problems = problems_of(delivery, batch, prepared.refused)
        await asyncio.to_thread(self._enter, contract, batch, problems)
        for statement, given in prepared.statements:
            answer = await running.rows(statement, **given)
            if answer and len(answer[0]["replaced"]) < len(given["rows"]):
                raise BusyError
        position = await feed_position(self.store)
        counts = _counts(batch, prepared)
        return _done(counts, *_tallied(problems), position, _ids(batch, prepared))

    async def file(self, contract: Contract, path: Path) -> Done:
        """Load a whole file, batch by batch; run again after a stop, it completes.

        Raises:
            BusyError: the quarantine is in use.
            FileRefusedError: it is not in the contract's format, or lacks a column.
        """
        assert self.quarantine is not None
        try:
            report = await load(self.store, contract, path, self.quarantine, key=self.key)
        except (FileFormatError, ContractError):
            raise FileRefusedError from None
        except QuarantineError:
            raise BusyError from None
        return _of_report(report, await feed_position(self.store))

    def _enter(self, contract: Contract, batch: Batch, problems: Sequence[Quarantined]) -> None:
        assert self.quarantine is not None
        try:
            with rewriting(quarantine_file(self.quarantine, contract)) as entries:
                originals = (each.encode() for each in batch.columns["original"] if each is not None)
                entries.meet(contract.source, originals)
                entries.enter(problems)
        except QuarantineError:
            raise BusyError from None


def check_duties(caller: Caller) -> None:
    """See that whoever loads records may do nothing else with the same token.

    Raises:
        DutiesError: the token allows another purpose.
    """
    if caller.purposes != {Purpose.INTEGRATION}:
        raise DutiesError


def check_rows(rows: Sequence[Any]) -> None:
    """See that there are rows, not too many, and that each is an object.

    Raises:
        InvalidVariablesError: it is not so.
    """
    if not 1 <= len(rows) <= MOST_ROWS or not all(isinstance(each, dict) for each in rows):
        raise InvalidVariablesError


def _chunk(contract: Contract, rows: Sequence[Mapping[str, Any]]) -> Chunk:
    flat = [flattened(dict(row)) for row in rows]
    names = dict.fromkeys(name for row in flat for name in row)
    if not names.keys() >= set(contract.columns_needed):
        raise FileRefusedError
    columns = {name: [row.get(name) for row in flat] for name in names}
    return Chunk(range(1, len(rows) + 1), columns)


def _counts(batch: Batch, prepared: Prepared) -> dict[str, int]:
    return {
        "received": batch.received,
        "loaded": len(prepared.written),
        "unchanged": len(prepared.unchanged) + batch.repeated,
        "quarantined": batch.rows_quarantined + len(prepared.refused),
    }


def _ids(batch: Batch, prepared: Prepared) -> tuple[str, ...]:
    sources, keys = batch.columns["source"], batch.columns["key"]
    return tuple(f"{sources[place]}/{keys[place]}" for place in prepared.written)


def _tallied(problems: Iterable[Quarantined]) -> tuple[tuple[Tally, ...], int]:
    tallies = Tallies()
    tallies.add(problems)
    return tallies.sorted(), tallies.total(Cost.VALUE)


def _done(
    counts: Mapping[str, int],
    rules: Sequence[Tally],
    dropped: int,
    position: int,
    ids: tuple[str, ...],
) -> Done:
    more = {**counts, "valuesDropped": dropped, "problems": [_told(each) for each in rules]}
    return Done(is_done=True, ids=ids, position=position, more=more)


def _of_report(report: LoadReport, position: int) -> Done:
    counts = {name: getattr(report, name) for name in ("received", "loaded", "unchanged", "quarantined")}
    return _done(counts, report.problems, report.values_dropped, position, ())


def _told(tally: Tally) -> dict[str, Any]:
    return {camel(name): getattr(tally, name) for name in _TOLD}
