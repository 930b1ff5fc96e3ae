"""`kith load` and `kith replay`: records into the graph, and quarantined rows once more."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from graph.contract import Contract
from graph.load_report import LoadReport
from graph.quarantine import quarantine_file
from kith.commands.options import AsJson, Contracts, paired, settings_of
from kith.console import OUT, Reporter, emit_json, progress, rows_table, say
from kith.settings import Settings

SOME_QUARANTINED = 3

Files = Annotated[
    list[Path],
    typer.Argument(help="Files; - is standard input.", exists=True, dir_okay=False, allow_dash=True),
]


def load(context: typer.Context, files: Files, contract: Contracts, as_json: AsJson = False) -> None:
    """Load files by contract: new and changed rows go in, bad rows go to the quarantine."""
    settings, pairs = settings_of(context), paired(files, contract)
    with progress() as report:
        reports = asyncio.run(load_all(settings, pairs, report))
    for (layout, _), loaded in zip(pairs, reports, strict=True):
        if loaded.quarantined or loaded.values_dropped:
            place = quarantine_file(settings.quarantine, Contract.read(layout))
            say(f"Why, row by row: {place}. Once mended: kith replay {place} -c {layout}")
    _finish(reports, as_json)


async def load_all(settings: Settings, pairs: list[tuple[Path, Path]], report: Reporter) -> list[LoadReport]:
    """Load each (contract, file) in turn into the settings' database, migrated first."""
    from graph.load import load as load_file
    from graph.migration import migrate
    from graph.store import Store

    async with await Store.connect(settings.target()) as store:
        await migrate(store)
        return [
            await load_file(
                store,
                Contract.read(contract),
                path,
                quarantine=settings.quarantine,
                progress=report,
                key=settings.identity_key(),
            )
            for contract, path in pairs
        ]


def replay(context: typer.Context, files: Files, contract: Contracts, as_json: AsJson = False) -> None:
    """Load quarantined rows once more; those that now pass leave the quarantine."""
    settings = settings_of(context)
    with progress() as report:
        reports = asyncio.run(_replay_all(settings, paired(files, contract), report))
    _finish(reports, as_json)


async def _replay_all(
    settings: Settings, pairs: list[tuple[Path, Path]], report: Reporter
) -> list[LoadReport]:
    from graph.replay import replay as replay_file
    from graph.store import Store

    async with await Store.connect(settings.target()) as store:
        return [
            await replay_file(store, Contract.read(contract), path, report, settings.identity_key())
            for contract, path in pairs
        ]


def _finish(reports: list[LoadReport], as_json: bool) -> None:
    if as_json:
        emit_json([each.to_dict() for each in reports])
    else:
        OUT.print(rows_table([shown_report(each) for each in reports], "Loaded"))
    if any(each.quarantined for each in reports):
        raise typer.Exit(SOME_QUARANTINED)


def shown_report(report: LoadReport) -> dict[str, object]:
    """The counts of a report, which add up: received is loaded, unchanged and quarantined."""
    names = ("file", "received", "loaded", "unchanged", "quarantined")
    return {**{name: getattr(report, name) for name in names}, "values dropped": report.values_dropped}
