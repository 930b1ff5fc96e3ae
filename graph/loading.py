"""One load at work: batches are written, problems entered, and everything counted."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Generator, Iterable
from dataclasses import dataclass, field
from typing import Final

import orjson

from graph.batch import Batch
from graph.contract import Contract
from graph.erasure import ERASED
from graph.load_report import LoadReport, Tallies
from graph.problem import Cost, Delivery, Quarantined, Refusal
from graph.quarantine import Quarantine
from graph.record_writer import Terms, Written, write_batch
from graph.store import Store

Progress = Callable[[str, int], None]

STAGE: Final = "load"

_SOURCE = """
MERGE (source:Source {name: $name})
SET source.domain = $domain, source.trust = $trust, source.contract = $contract
"""


@dataclass
class _Counts:
    received: int = 0
    created: int = 0
    replaced: int = 0
    unchanged: int = 0
    quarantined: int = 0

    def add(self, batch: Batch, written: Written) -> None:
        self.received += batch.received
        self.created += written.created
        self.replaced += written.replaced
        self.unchanged += written.unchanged + batch.repeated
        self.quarantined += batch.rows_quarantined + len(written.refused)


@dataclass
class Loading:
    """A load of one contract into one graph, with one quarantine."""

    store: Store
    contract: Contract
    quarantine: Quarantine
    progress: Progress | None
    _counts: _Counts = field(default_factory=_Counts)
    _tallies: Tallies = field(default_factory=Tallies)
    _began: float = field(default_factory=time.monotonic)

    async def describe_source(self) -> None:
        """Write what the contract says of its source."""
        await describe_source(self.store, self.contract)

    async def take(self, delivery: Delivery, batch: Batch, terms: Terms) -> None:
        """Write one batch, and enter its problems into the quarantine."""
        written = await write_batch(self.store, batch, terms)
        quarantined = problems_of(delivery, batch, written.refused)
        if not self.quarantine.is_fresh:
            originals = (each.encode() for each in batch.columns["original"] if each is not None)
            self.quarantine.meet(self.contract.source, originals)
        self.quarantine.enter(quarantined)
        self._tallies.add(quarantined)
        self._counts.add(batch, written)
        if self.progress is not None:
            self.progress(STAGE, self._counts.received)

    def report(self, file: str) -> LoadReport:
        """What became of every row so far."""
        counts = self._counts
        return LoadReport(
            source=self.contract.source,
            kind=self.contract.row,
            file=file,
            contract=self.contract.hash,
            received=counts.received,
            created=counts.created,
            replaced=counts.replaced,
            unchanged=counts.unchanged,
            quarantined=counts.quarantined,
            values_dropped=self._tallies.total(Cost.VALUE),
            seconds=time.monotonic() - self._began,
            problems=self._tallies.sorted(),
        )


async def describe_source(store: Store, contract: Contract) -> None:
    """Write what a contract says of its source."""
    await store.write(
        _SOURCE,
        name=contract.source,
        domain=contract.domain,
        trust=contract.trust,
        contract=contract.hash,
    )


async def ahead(batches: Generator[Batch, None, None]) -> AsyncGenerator[Batch, None]:
    """The same batches, each read in another thread while the one before it is worked on."""
    coming = asyncio.create_task(asyncio.to_thread(next, batches, None))
    try:
        while (batch := await coming) is not None:
            coming = asyncio.create_task(asyncio.to_thread(next, batches, None))
            yield batch
    finally:
        await asyncio.wait([coming])
        batches.close()


def problems_of(delivery: Delivery, batch: Batch, refusals: Iterable[Refusal]) -> list[Quarantined]:
    """The batch's quarantined rows, and those that the graph refused."""
    refused = [_refused(delivery, batch, refusal) for refusal in refusals]
    out = {entry.row for entry in refused}
    return [*(entry for entry in batch.quarantined if entry.row not in out), *refused]


def _refused(delivery: Delivery, batch: Batch, refusal: Refusal) -> Quarantined:
    """The row's entry; of a row whose record was erased nothing is kept but its number."""
    number = batch.numbers[refusal.at]
    if refusal.error.rule == ERASED:
        return delivery.quarantined(number, None, [refusal], Cost.ROW, {})
    key, original = (batch.columns[name][refusal.at] for name in ("key", "original"))
    return delivery.quarantined(number, key, [refusal], Cost.ROW, orjson.loads(original or "{}"))
