"""The command line. Each command is a plain function in `kith.commands`; this module only lists them.

Exit codes: 0 done, 1 failed, 2 usage, 3 some rows quarantined, 4 contract violated, 5 database unavailable.
"""

import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from kith.commands import (
    access,
    audit,
    database,
    demo,
    evaluation,
    explanation,
    extract,
    files,
    life,
    live,
    people,
    records,
    review,
    risk,
    search,
    service,
    simulation,
    subject,
    trail,
)
from kith.console import say
from kith.settings import Settings

app = typer.Typer(
    name="kith",
    help="Joins a council's records into one graph of people; shows each field only to those who may see it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"kith {version('kith')}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    home: Annotated[
        Path | None, typer.Option(help="Folder of the database, keys, models and audit log.")
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    context.obj = Settings.from_environment(os.environ, home=home.absolute() if home else None)


for command in (
    database.up,
    database.down,
    database.status,
    database.migrate,
    records.load,
    records.replay,
    people.resolve,
    live.arrive,
    explanation.explain,
    explanation.doubtful,
    life.history,
    life.undo,
    life.erase,
    life.feed,
    search.search,
    files.link,
    evaluation.evaluate,
    risk.train,
    risk.score,
    service.serve,
    extract.extract,
    subject.subject_access,
    simulation.borough,
    demo.demo,
):
    app.command()(command)
app.add_typer(service.token, name="token")
app.add_typer(review.review, name="review")
app.add_typer(access.access, name="access")
app.command("why-access")(access.why)
audit.audit.add_typer(trail.questions)
app.add_typer(audit.audit, name="audit")


def main() -> None:
    """Run the command line; an error raised on purpose is one message and its own exit code."""
    try:
        app()
    except Exception as error:
        code = getattr(error, "exit_code", None)
        if code is None:
            raise
        _fail(str(error), code)


def _fail(message: str, code: int) -> None:
    say(message, style="red")
    sys.exit(code)
