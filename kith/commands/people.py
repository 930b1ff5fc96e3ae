"""`kith resolve` and `kith explain`: records into people, and why a person's records were joined."""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from kith.commands.options import AsJson, settings_of
from kith.console import OUT, Reporter, emit, emit_json, progress, rows_table
from kith.settings import Settings

if TYPE_CHECKING:
    from graph.view import WhyJoined
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


def explain(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="Id of the person; a retired id will do.")],
    as_json: AsJson = False,
) -> None:
    """Say why the records of a person were joined: each decision with its evidence in bits."""
    from resolver.bridges import bridges

    found = asyncio.run(_explain(settings_of(context), person))
    if found is None:
        raise typer.BadParameter(f"There is no person {person}.")
    if as_json:
        emit_json(found)
        return
    OUT.print(rows_table([{"record": record} for record in found.records], f"The records of {found.person}"))
    alone = bridges((each.left, each.right) for each in found.decisions if each.judgement == "match")
    for decision in found.decisions:
        weight = "by a reviewer" if decision.weight is None else f"{decision.weight:.1f} bits"
        title = f"{decision.left} — {decision.right}: {decision.judgement}, {weight}"
        if frozenset((decision.left, decision.right)) in alone:
            title += "; it alone holds two parts of the person together"
        OUT.print(rows_table(decision.evidence, title))


async def _explain(settings: Settings, person: str) -> "WhyJoined | None":
    from graph.store import Store
    from graph.view import why_joined

    async with await Store.connect(settings.target()) as store:
        return await why_joined(store, person)
