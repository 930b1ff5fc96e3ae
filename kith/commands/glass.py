"""`kith access glass list`: who has broken the glass, and what nobody has reviewed."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from kith.commands.options import AsJson, settings_of
from kith.console import OUT, emit_json, plain, rows_table, say
from kith.settings import Settings

if TYPE_CHECKING:
    from gql.glass_list import Broken

glass = typer.Typer(help="Broken glass: who has opened whose record in an emergency.", no_args_is_help=True)


@glass.command("list")
def list_(
    context: typer.Context,
    is_open: Annotated[bool, typer.Option("--open", help="Only what is open at this moment.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Also what is over and reviewed.")] = False,
    limit: Annotated[int, typer.Option(help="How many at most, the oldest first.", min=1)] = 100,
    as_json: AsJson = False,
) -> None:
    """List the glass that is open or waits for a review: who broke it, for whom, until when; never why."""
    found = asyncio.run(_found(settings_of(context), is_open, everything, limit))
    if as_json:
        emit_json(found)
        return
    if found:
        OUT.print(rows_table([plain(each) for each in found], "Broken glass"))
    waiting = sum(not each.is_reviewed for each in found)
    say(f"{len(found)} listed, {sum(each.is_open for each in found)} open, {waiting} without a review.")


async def _found(settings: Settings, is_open: bool, everything: bool, limit: int) -> "list[Broken]":
    from gql.glass_list import broken_glass
    from graph.store import Store

    async with await Store.connect(settings.target()) as store:
        return await broken_glass(store, most=limit, is_open=is_open, is_all=everything)
