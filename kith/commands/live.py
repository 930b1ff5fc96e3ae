"""`kith arrive`: rows in, and for each record its person out, as they come."""

import asyncio
import gc
import sys
from collections.abc import Iterator, Mapping
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
    from resolver.live.live import Answer

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
    ] = 16,
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
            while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
                answer = await live.take(contract, chunk)
                for line in _lines(answer):
                    sys.stdout.write(orjson.dumps(plain(line)).decode() + "\n")
                sys.stdout.flush()
                quarantined += len(answer.quarantined)
    return quarantined


def _lines(answer: "Answer") -> Iterator[dict[str, Any]]:
    """What is told of each record, and of each row with problems: which row, and why, without its values."""
    for arrived in answer.arrived:
        yield vars(arrived)
    for entry in answer.quarantined:
        problems = [vars(problem) for problem in entry.problems]
        yield {"row": entry.row, "outcome": "quarantined", "cost": entry.cost, "problems": problems}


def settle_memory() -> None:
    """Spare the collector of garbage what stays: a million records now, and later all that arrives.

    Whatever outlives two looks is not looked at again. To look at all that had arrived took a tenth of a
    second and more, again and again, and hardly anything was found.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(2000, 10, 1_000_000)
    gc.callbacks.append(_keep_what_stays)


def _keep_what_stays(phase: str, found: Mapping[str, int]) -> None:
    if phase == "stop" and found["generation"] == 1:
        gc.freeze()
