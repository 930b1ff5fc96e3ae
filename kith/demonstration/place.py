"""Where the demonstration happens: a home of its own, emptied first, never the user's own database."""

import shutil
from dataclasses import replace
from pathlib import Path

from graph import server
from kith.settings import Settings

MARK = ".demonstration"


class NotADemonstrationError(Exception):
    """The folder holds something that is not a demonstration's, and is left as it is."""

    exit_code = 1


def fresh_place(settings: Settings) -> Settings:
    """Settings of an emptied home for the demonstration, inside the user's own.

    Raises:
        NotADemonstrationError: the folder is not empty and was not made by a demonstration.
    """
    own = replace(settings, home=settings.home / "demo", server=None, key_set=None)
    if own.home.exists() and any(own.home.iterdir()):
        if not (own.home / MARK).exists():
            raise NotADemonstrationError(
                f"{own.home} is not empty and no demonstration made it. Name another folder with --home."
            )
        server.down(own.server_options())
        shutil.rmtree(own.home)
    own.home.mkdir(parents=True, exist_ok=True)
    (own.home / MARK).write_text("Made by `kith demo`, which empties this folder each time.\n", "utf-8")
    return own


def folder(settings: Settings) -> Path:
    """The folder of the simulated borough's files."""
    return settings.home / "borough"
