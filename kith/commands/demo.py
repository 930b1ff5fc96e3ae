"""`kith demo`: the whole main job on a simulated borough."""

from typing import Annotated

import typer

from kith.commands.options import AsJson, settings_of


def demo(
    context: typer.Context,
    size: Annotated[int, typer.Option(help="Number of people in the borough.", min=2_000)] = 20_000,
    seed: Annotated[int, typer.Option(help="Seed; the same seed gives the same borough.")] = 1,
    keep_running: Annotated[bool, typer.Option(help="Leave the database running afterwards.")] = True,
    as_json: AsJson = False,
) -> None:
    """Make a borough, load, resolve, score and serve it, ask one question as two people, and sum up."""
    from kith.demonstration.run import Demonstration, run

    run(settings_of(context), Demonstration(size, seed, keep_running), as_json=as_json)
