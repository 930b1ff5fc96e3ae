"""`kith arrive`: rows in, and for each record its person out, as they come."""

import asyncio
import gc
import sys
from collections import deque
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from graph.contract import Contract
from kith.commands.options import settings_of
from kith.commands.records import SOME_QUARANTINED
from kith.console import Reporter, plain, progress
from kith.settings import Settings

if TYPE_CHECKING:
    from graph.readers.chunk import Chunk
    from resolver.live.live import Answer, Live

Rows = Annotated[
    Path, typer.Argument(help="File of person rows; - is standard input.", dir_okay=False, allow_dash=True)
]
OneContract = Annotated[
    Path, typer.Option("--contract", "-c", exists=True, dir_okay=False, help="The contract of the rows.")
]


def arrive(
    context: typer.Context,
    file: Rows,
    contract: OneContract,
    together: Annotated[
        int, typer.Option(min=1, help="Rows to judge together; 1 answers each row before the next is read.")
    ] = 48,
) -> None:
    """Take records as they arrive: found, created or sent to review, one JSON document a line."""
    with progress() as report:
        quarantined = asyncio.run(
            _arrive(settings_of(context), (Contract.read(contract), file), together, report)
        )
    if quarantined:
        raise typer.Exit(SOME_QUARANTINED)


async def _arrive(settings: Settings, source: tuple[Contract, Path], together: int, report: Reporter) -> int:
    """How many rows had problems."""
    from graph.migration import migrate
    from graph.readers import read_chunks
    from graph.store import Store
    from resolver.live.desk import Premises
    from resolver.live.live import Live

    contract, file = source
    quarantined = 0
    async with await Store.connect(settings.target()) as store:
        await migrate(store)
        premises = Premises(store, settings.resolver, settings.identity_key())
        async with await Live.open(premises, settings.quarantine, report) as live:
            settle_memory()
            chunks = read_chunks(contract.format, file, together)
            is_asked_each = together == 1 or str(file) == "-"
            async for answer in _answers(live, contract, chunks, ahead=0 if is_asked_each else 1):
                for line in _lines(answer):
                    sys.stdout.write(orjson.dumps(plain(line)).decode() + "\n")
                sys.stdout.flush()
                quarantined += len(answer.quarantined)
    return quarantined


async def _answers(
    live: "Live", contract: Contract, chunks: "Iterator[Chunk]", ahead: int
) -> "AsyncIterator[Answer]":
    """What is told of each chunk in turn, while so many further ones wait to be judged."""
    under_way: deque[asyncio.Task[Answer]] = deque()
    failure: Exception | None = None
    try:
        while True:
            try:
                chunk = await asyncio.to_thread(next, chunks, None)
            except Exception as error:
                failure = error  # what was read before is told first
                break
            if chunk is None:
                break
            under_way.append(asyncio.create_task(live.take(contract, chunk)))
            if len(under_way) > ahead:
                yield await under_way.popleft()
        while under_way:
            yield await under_way.popleft()
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
    if failure is not None:
        raise failure


def _lines(answer: "Answer") -> Iterator[dict[str, Any]]:
    """What is told of each record, and of each row with problems: which row, and why, without its values."""
    for arrived in answer.arrived:
        yield vars(arrived)
    for entry in answer.quarantined:
        problems = [vars(problem) for problem in entry.problems]
        yield {"row": entry.row, "outcome": "quarantined", "cost": entry.cost, "problems": problems}


def settle_memory() -> None:
    """Spare the collector of garbage what stays: a million records now, and later all that arrives.

    Whatever outlives a look is not looked at again. To look at all that had arrived took a tenth of a second
    and more, again and again, and hardly anything was found; and to look after every few thousand objects is
    to look at what an arrival is judged by before it is done with, a twelfth of all the work.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 1_000_000, 1_000_000)
    gc.callbacks.append(_keep_what_stays)


def _keep_what_stays(phase: str, _: Mapping[str, int]) -> None:
    if phase == "stop":
        gc.freeze()
