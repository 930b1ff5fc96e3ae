"""`kith audit`: that nothing was removed from the log, and proofs of it for others."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kith.commands.options import AsJson, settings_of
from kith.console import emit, emit_json
from kith.settings import Settings

if TYPE_CHECKING:
    from gql.audit import Checkpoint, CheckpointKey

audit = typer.Typer(help="The audit log: what was asked, and that nothing was removed.", no_args_is_help=True)

Log = Annotated[Path | None, typer.Option(help="Folder of the log; default: that of this home.")]
Key = Annotated[str | None, typer.Option(help="The log's public key; default: that of this home.")]


@audit.command()
def verify(
    context: typer.Context,
    log: Log = None,
    key: Key = None,
    noted: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="A file of checkpoints that were noted elsewhere."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Read the whole log again; the first entry that was edited, removed, added or moved is named."""
    from gql import audit as audit_log

    settings = settings_of(context)
    public = _key(settings, key)
    marks = [mark for file in noted or [] for mark in _noted(file, public)]
    found = audit_log.verify(log_of(settings, log), public, marks)
    emit(found, as_json=as_json, title="The audit log is whole")


@audit.command()
def key(context: typer.Context) -> None:
    """Print the public key of this home's log; whoever has it can check checkpoints and proofs."""
    typer.echo(str(_key(settings_of(context), None)))


@audit.command()
def checkpoint(context: typer.Context, log: Log = None) -> None:
    """Print the last signed checkpoint, to be noted where the operators of this machine cannot write."""
    from gql.audit import CheckpointError, LogFolder

    notes = LogFolder(log_of(settings_of(context), log)).notes()
    if not notes:
        raise CheckpointError("the log has no checkpoint yet")
    typer.echo(notes[-1].decode(), nl=False)


@audit.command()
def prove(
    context: typer.Context,
    entry: Annotated[
        int | None, typer.Argument(min=1, help="Number of an entry: that it is in the log.")
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="An earlier checkpoint: nothing changed since."),
    ] = None,
    log: Log = None,
    key: Key = None,
) -> None:
    """Print a proof, as JSON, that others can check with the public key alone."""
    from gql.audit.proofs import prove_consistency, prove_entry

    settings = settings_of(context)
    path, public = log_of(settings, log), _key(settings, key)
    if entry is not None and since is None:
        emit_json(prove_entry(path, public, entry))
    elif since is not None and entry is None:
        emit_json(prove_consistency(path, public, since.read_bytes()))
    else:
        raise typer.BadParameter("Give the number of an entry, or an earlier checkpoint with --since.")


@audit.command()
def check(
    context: typer.Context,
    proof: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A proof, as printed by prove.")],
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Check a proof; needs no log and no database."""
    import orjson

    from gql.audit import CheckpointError
    from gql.audit.proofs import is_proved

    try:
        content = orjson.loads(proof.read_bytes())
    except orjson.JSONDecodeError as error:
        raise CheckpointError("this is not a proof") from error
    if not is_proved(content, _key(settings_of(context), key)):
        raise CheckpointError("the proof does not show what it says")
    emit({"proved": True}, as_json=as_json, title="The proof holds")


def log_of(settings: Settings, given: Path | None) -> Path:
    """The folder of the log that a command is asked about; a usage error where there is none."""
    from gql.audit import LogFolder

    path = given if given is not None else settings.audit
    if not LogFolder(path).exists:
        raise typer.BadParameter(f"There is no audit log in {path}; nothing was asked yet.")
    return path


def _key(settings: Settings, given: str | None) -> "CheckpointKey":
    from gql.audit import CheckpointKey, Signer

    return Signer.in_folder(settings.keys).key if given is None else CheckpointKey.parse(given)


def _noted(file: Path, key: "CheckpointKey") -> "list[Checkpoint]":
    from gql.audit.checkpoint import notes

    return [key.read(note) for note in notes(file.read_bytes())]
