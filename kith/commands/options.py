"""Options that several commands share, and the way from a command to its settings."""

from pathlib import Path
from typing import Annotated

import typer

from kith.settings import Settings

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Contracts = Annotated[
    list[Path],
    typer.Option(
        "--contract",
        "-c",
        exists=True,
        dir_okay=False,
        help="The contract of the files; one for all, or one a file.",
    ),
]


def settings_of(context: typer.Context) -> Settings:
    """The settings that the root command read."""
    settings = context.obj
    assert isinstance(settings, Settings)
    return settings


def paired(files: list[Path], contracts: list[Path]) -> list[tuple[Path, Path]]:
    """Each file with its contract: one contract serves all, otherwise the orders must agree.

    Raises:
        typer.BadParameter: there are neither one contract nor as many as files.
    """
    if len(contracts) == 1:
        contracts = contracts * len(files)
    if len(contracts) != len(files):
        raise typer.BadParameter(
            f"{len(files)} files need one contract or {len(files)}, not {len(contracts)}."
        )
    return list(zip(contracts, files, strict=True))
