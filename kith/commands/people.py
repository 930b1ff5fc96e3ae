"""`kith resolve`: records into people."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from kith.commands.options import AsJson, settings_of
from kith.console import Reporter, emit, progress
from kith.settings import Settings

if TYPE_CHECKING:
    from resolver.resolution import Resolution


def resolve(
    context: typer.Context,
    kept_model: Annotated[
        bool, typer.Option("--kept-model", help="Judge by what the last run learned; do not learn anew.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Join the records in the graph into people, households and addresses; safe to run again."""
    with progress() as report:
        resolution = asyncio.run(resolve_all(settings_of(context), report, uses_kept=kept_model))
    emit(resolution, as_json=as_json, title="Resolved")


async def resolve_all(settings: Settings, report: Reporter, *, uses_kept: bool = False) -> "Resolution":
    """Resolve everything in the settings' database, migrated first; what is learned is kept in the home."""
    from graph.migration import migrate
    from graph.store import Store
    from resolver.resolve import Options
    from resolver.resolve import resolve as resolve_records

    async with await Store.connect(settings.target()) as store:
        await migrate(store)
        options = Options(key=settings.identity_key(), folder=settings.resolver, uses_kept=uses_kept)
        return await resolve_records(store, options, report)
