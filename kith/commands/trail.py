"""`kith audit who-saw`, `what-did`, `why`, `alerts` and `export`: what auditors ask of the log."""

import asyncio
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kith.commands.audit import Log, log_of
from kith.commands.options import AsJson, settings_of
from kith.console import OUT, emit, emit_json, rows_table, say
from kith.settings import Settings

if TYPE_CHECKING:
    from gql.alerts import Alert, Review
    from gql.audit import AuditIndex, Span

questions = typer.Typer()

_FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]
Since = Annotated[datetime | None, typer.Option(formats=_FORMATS, help="Not before this moment (UTC).")]
Until = Annotated[datetime | None, typer.Option(formats=_FORMATS, help="Before this moment (UTC).")]
First = Annotated[int, typer.Option(min=1, help="At most so many, the latest first.")]


@questions.command("who-saw")
def who_saw(
    context: typer.Context,
    person: Annotated[str, typer.Argument(help="Id of the person; ids that were merged with it count too.")],
    since: Since = None,
    until: Until = None,
    first: First = 100,
    log: Log = None,
    as_json: AsJson = False,
) -> None:
    """Say who saw a person, or tried to: when, what for, under which pack, which fields."""
    settings = settings_of(context)
    ids = _ids(settings, person)
    with _index(settings, log) as index:
        _show(index.who_saw(ids, _span(since, until, first)), f"Who saw {person}", as_json)


@questions.command("what-did")
def what_did(
    context: typer.Context,
    subject: Annotated[str, typer.Argument(help="Who asked, as the token names them.")],
    since: Since = None,
    until: Until = None,
    first: First = 100,
    log: Log = None,
    as_json: AsJson = False,
) -> None:
    """Say what somebody asked and did, and what was refused."""
    with _index(settings_of(context), log) as index:
        _show(index.what_did(subject, _span(since, until, first)), f"What {subject} did", as_json)


@questions.command()
def why(
    context: typer.Context,
    entry: Annotated[int, typer.Argument(min=1, help="Number of the entry.")],
    log: Log = None,
    as_json: AsJson = False,
) -> None:
    """Say why an entry was answered so: its pack, the hash of its rules, and the plan of each field."""
    from gql.explained import explained
    from gql.packs import Packs

    with _index(settings_of(context), log) as index:
        found = index.entry(entry)
    if found is None:
        raise typer.BadParameter(f"The log has no entry {entry}.")
    emit(explained(found, Packs.read()), as_json=as_json, title=f"Entry {entry}")


@questions.command()
def alerts(
    context: typer.Context,
    review: Annotated[
        str | None, typer.Option(help="Close the alert of this id; needs --by and --note.")
    ] = None,
    by: Annotated[str, typer.Option("--by", help="Who has looked at it; it is kept.")] = "",
    note: Annotated[str, typer.Option("--note", help="What was found; it must hold no personal data.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also those that were reviewed.")] = False,
    log: Log = None,
    as_json: AsJson = False,
) -> None:
    """List the alerts that nobody has looked at, or say of one that somebody has."""
    from gql.alerts import AlertBook
    from gql.audit import LogFolder

    path = log_of(settings_of(context), log)
    with AlertBook(LogFolder(path)) as book:
        book.catch_up()
        if review is not None:
            _review(settings_of(context), path, _open_alert(book.listed(), review), by, note)
            book.catch_up()
        found = [_alert(*each) for each in book.listed(is_open=not everything)]
    if as_json:
        emit_json(found)
    else:
        OUT.print(rows_table(found, "Alerts" if everything else "Open alerts"))


@questions.command()
def export(
    context: typer.Context,
    fhir: Annotated[
        bool, typer.Option("--fhir", help="As FHIR AuditEvents; otherwise as they stand.")
    ] = False,
    since: Since = None,
    until: Until = None,
    log: Log = None,
) -> None:
    """Write entries to standard output as NDJSON, one a line, oldest first."""
    import orjson

    from gql.audit.fhir import audit_events

    path = log_of(settings_of(context), log)
    for entry in _within(path, since, until):
        for each in audit_events(entry) if fhir else (entry,):
            sys.stdout.write(orjson.dumps(each).decode() + "\n")


def _within(path: Path, since: datetime | None, until: datetime | None) -> Iterator[dict[str, Any]]:
    from gql.audit import entries

    for number, entry in enumerate(entries(path), 1):
        at = datetime.fromisoformat(entry["at"])
        if (since is None or at >= _utc(since)) and (until is None or at < _utc(until)):
            yield {"entry": number, **entry}


def _index(settings: Settings, log: Path | None) -> "AuditIndex":
    from gql.audit import AuditIndex, LogFolder

    index = AuditIndex.open(LogFolder(log_of(settings, log)))
    index.catch_up()
    return index


def _span(since: datetime | None, until: datetime | None, first: int) -> "Span":
    from gql.audit import Span

    return Span(since and _utc(since), until and _utc(until), first)


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def _show(found: list[dict[str, Any]], title: str, as_json: bool) -> None:
    if as_json:
        emit_json(found)
        return
    columns = ("entry", "at", "who", "roles", "purpose", "pack", "decision", "fields")
    OUT.print(rows_table([{name: each.get(name) for name in columns} for each in found], title))


def _ids(settings: Settings, person: str) -> tuple[str, ...]:
    """The ids that a person has had; the given one alone where no database runs."""
    from graph.errors import DatabaseUnavailableError

    try:
        return asyncio.run(_known_ids(settings, person))
    except DatabaseUnavailableError:
        say("No database is running, so that only this id is looked for, not those merged with it.")
        return (person,)


async def _known_ids(settings: Settings, person: str) -> tuple[str, ...]:
    from graph.held import ids_of
    from graph.store import Store

    async with await Store.connect(settings.target()) as store:
        return await ids_of(store, person)


def _open_alert(known: "list[tuple[Alert, Review | None]]", id_: str) -> str:
    if id_ not in {alert.id for alert, review in known if review is None}:
        raise typer.BadParameter(f"There is no open alert {id_}.")
    return id_


def _review(settings: Settings, path: Path, alert: str, by: str, note: str) -> None:
    from gql.alerts import REVIEWED
    from gql.audit import submit

    if not by or not note:
        raise typer.BadParameter("Say who has looked at it with --by, and what was found with --note.")
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    submit(path, {"at": at, "who": by, "event": REVIEWED, "alert": alert, "note": note}, keys=settings.keys)


def _alert(alert: "Alert", review: "Review | None") -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": alert.id,
        "kind": alert.kind,
        "at": alert.at,
        "who": alert.who,
        "purpose": alert.purpose,
        "subjects": alert.subjects,
        "status": "open" if review is None else "reviewed",
    }
    return told if review is None else told | {"review": f"{review.at}, {review.who}: {review.note}"}
