"""`kith feed`, `history`, `undo` and `erase`: the life of a person in the graph, followed and put right."""

import asyncio
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from kith.commands.options import AsJson, settings_of
from kith.console import OUT, emit, emit_json, plain, rows_table
from kith.settings import Settings

if TYPE_CHECKING:
    from graph.feed import Act, Entry
    from graph.history import Step
    from graph.people import Written
    from resolver.erase import Erased

Person = Annotated[str, typer.Argument(help="Id of the person; a retired id will do.")]
By = Annotated[str, typer.Option("--by", help="Who decides this; it is kept.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept, so it must hold no personal data.")]


def feed(
    context: typer.Context,
    after: Annotated[int, typer.Option(min=0, help="Show the changes after this number.")] = 0,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON document a line.")] = False,
) -> None:
    """Follow which people changed, in the order in which the changes were committed."""
    entries = asyncio.run(_feed(settings_of(context), after, limit))
    if as_json:
        sys.stdout.writelines(orjson.dumps(plain(entry)).decode() + "\n" for entry in entries)
    else:
        OUT.print(rows_table([plain(entry) for entry in entries], "Changes"))


async def _feed(settings: Settings, after: int, limit: int) -> "list[Entry]":
    from graph.feed import read_feed
    from graph.store import Store

    async with await Store.connect(settings.target()) as store:
        return await read_feed(store, after, limit)


def history(context: typer.Context, person: Person, as_json: AsJson = False) -> None:
    """Tell how a person came to be: each merge, split and undo with who, when, why and the evidence."""
    steps = asyncio.run(_history(settings_of(context), person))
    if steps is None:
        raise typer.BadParameter(f"There is no person {person}.")
    if as_json:
        emit_json(steps)
        return
    OUT.print(rows_table([_shown(step) for step in steps], f"The history of {person}"))


async def _history(settings: Settings, person: str) -> "list[Step] | None":
    from graph.history import history as read_history
    from graph.store import Store

    async with await Store.connect(settings.target()) as store:
        return await read_history(store, person)


def _shown(step: "Step") -> Mapping[str, Any]:
    entry = step.entry
    evidence = [
        f"{each.left} — {each.right}: {each.judgement}"
        + ("" if each.weight is None else f", {each.weight:.1f} bits")
        for each in step.decisions
    ]
    return {
        "at": entry.at,
        "person": entry.person,
        "what": entry.what,
        "into": entry.into,
        "records": step.records,
        "by": entry.by,
        "reason": entry.reason,
        "evidence": evidence,
    }


def undo(context: typer.Context, person: Person, by: By, reason: Reason, as_json: AsJson = False) -> None:
    """Take back the merge that retired an id: it lives again with the records that it had brought along."""
    written = asyncio.run(_undo(settings_of(context), person, _act(f"reviewer:{by}", reason)))
    emit(written, as_json=as_json, title="Undone")


async def _undo(settings: Settings, person: str, act: "Act") -> "Written":
    from graph.migration import migrate
    from graph.store import Store
    from resolver.learned import Learned
    from resolver.undo import undo as undo_merge

    async with await Store.connect(settings.target()) as store:
        await migrate(store)
        learned = Learned.load(settings.resolver)
        return await undo_merge(store, person, learned, act, settings.identity_key())


def erase(
    context: typer.Context,
    record: Annotated[str, typer.Argument(help="The record: its source, a slash, and its key there.")],
    by: By,
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Erase a record and all that came from it alone; it is not taken in again. Safe to run again."""
    done = asyncio.run(_erase(settings_of(context), record, _act(by, reason)))
    emit(done, as_json=as_json, title="Erased")


async def _erase(settings: Settings, record: str, act: "Act") -> "Erased":
    from graph.migration import migrate
    from graph.store import Store
    from resolver.erase import erase as erase_record
    from resolver.learned import Learned

    async with await Store.connect(settings.target()) as store:
        await migrate(store)
        learned = Learned.load(settings.resolver)
        return await erase_record(store, record, learned, act, settings.identity_key(), settings.quarantine)


def _act(by: str, reason: str) -> "Act":
    from datetime import UTC, datetime

    from graph.feed import Act

    return Act(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), by, reason)
