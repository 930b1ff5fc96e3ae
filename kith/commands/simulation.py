"""`kith borough`: a simulated borough as files."""

from pathlib import Path
from typing import Annotated

import typer

from kith.commands.options import AsJson
from kith.console import emit, progress


def borough(
    folder: Annotated[Path, typer.Argument(help="Folder to write records, contracts and truth into.")],
    size: Annotated[int, typer.Option(help="Number of people.", min=200)] = 20_000,
    seed: Annotated[int, typer.Option(help="Seed; the same seed gives the same files.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Make a simulated borough: what six systems recorded, their contracts, and the truth."""
    from borough.make import make_borough

    with progress() as report:
        made = make_borough(size, seed, folder, progress=report)
    emit(made, as_json=as_json, title="Borough")
