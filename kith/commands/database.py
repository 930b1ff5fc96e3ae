"""`kith up`, `down`, `status`, `migrate`: the database itself."""

import asyncio
from typing import TYPE_CHECKING

import typer

from graph.target import Target
from kith.commands.options import AsJson, settings_of
from kith.console import OUT, emit, emit_json, progress

if TYPE_CHECKING:
    from graph.migration import Applied
    from graph.server import ServerStatus


def up(context: typer.Context, as_json: AsJson = False) -> None:
    """Start the local Neo4j, or find the one that runs; the first start downloads it (about 180 MB)."""
    from graph import server

    settings = settings_of(context)
    with progress() as report:
        server.up(settings.server_options(), progress=report)
    _show(server.status(settings.server_options()), as_json)


def down(context: typer.Context, as_json: AsJson = False) -> None:
    """Stop the local Neo4j; nothing is lost."""
    from graph import server

    options = settings_of(context).server_options()
    was_running = server.status(options).running
    server.down(options)
    emit({"stopped": was_running}, as_json=as_json)


def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Say whether the local Neo4j runs, and where."""
    from graph import server

    _show(server.status(settings_of(context).server_options()), as_json)


def _show(found: "ServerStatus", as_json: bool) -> None:
    uri = found.target.uri if found.target is not None else None
    facts = {
        "running": found.running,
        "answering": found.answering,
        "uri": uri,
        "pid": found.pid if as_json else str(found.pid or "—"),
        "neo4j": found.version,
        "graph_data_science": found.gds_version,
        "home": found.home,
    }
    emit(facts, as_json=as_json, title="Neo4j")


def migrate(context: typer.Context, as_json: AsJson = False) -> None:
    """Bring the database's schema up to date; safe to run again."""
    applied = asyncio.run(_migrate(settings_of(context).target()))
    if as_json:
        emit_json({"applied": applied})
    elif applied:
        for each in applied:
            OUT.print(f"applied {each.version} {each.name}", highlight=False)
    else:
        OUT.print("nothing to apply")


async def _migrate(target: Target) -> "list[Applied]":
    from graph.migration import migrate as run_migrations
    from graph.store import Store

    async with await Store.connect(target) as store:
        return await run_migrations(store)
