"""`kith subject-access`: what a person is given who asks what is held of them."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kith.commands.options import AsJson, settings_of
from kith.console import emit
from kith.settings import Settings

if TYPE_CHECKING:
    from graph.held import Held


def subject_access(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="Id of the person; a retired id will do.")],
    out: Annotated[Path, typer.Option(file_okay=False, help="Folder to write to.")],
    by: Annotated[str, typer.Option("--by", help="Who answers the request; it is kept.")],
    as_json: AsJson = False,
) -> None:
    """Write all that is held of one person, its sources, and who received it; others are left out."""
    from gql.audit import LogFolder, submit
    from gql.packs import Packs
    from gql.subject_access import recipients, request_entry, write_package

    settings = settings_of(context)
    held = asyncio.run(_held(settings, person))
    if held is None:
        raise typer.BadParameter(f"There is no person {person}.")
    received = recipients(LogFolder(settings.audit), held["ids"], Packs.read())
    submit(settings.audit, request_entry(held["ids"], by), keys=settings.keys)
    written = write_package(out, held, received)
    told = {"records": len(held["records"]), "recipients": len(received), "written": written}
    emit(told, as_json=as_json, title="What is held")


async def _held(settings: Settings, person: str) -> "Held | None":
    from graph.held import held_of
    from graph.store import Store

    async with await Store.connect(settings.target()) as store:
        return await held_of(store, person, settings.identity_key())
