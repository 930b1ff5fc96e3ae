"""Learned: all that judging a pair of records needs besides the records.

Invariant: saved and read again it judges every pair as before. A save that is broken off leaves the former
one in place, because one file says which is the present one, and that file is replaced in one step.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from uuid import uuid4

from resolver.background import Background
from resolver.errors import ModelError
from resolver.model import Model
from resolver.settings import Settings

_MODEL, _BACKGROUND, _SETTINGS, _PRESENT = "model.json", "background.parquet", "settings.json", "present"


@dataclass(frozen=True)
class Learned:
    """A model, the background of the data it was learned from, and the settings it was learned under."""

    model: Model
    background: Background
    settings: Settings

    def save(self, folder: Path) -> None:
        """Keep it in a folder, in place of what was kept there."""
        made = folder / uuid4().hex
        made.mkdir(parents=True)
        (made / _MODEL).write_text(self.model.to_json(), "utf-8")
        (made / _SETTINGS).write_text(self.settings.model_dump_json(indent=2), "utf-8")
        self.background.save(made / _BACKGROUND)
        pointer = made / _PRESENT
        pointer.write_text(made.name, "utf-8")
        pointer.replace(folder / _PRESENT)
        for former in folder.iterdir():
            if former.is_dir() and former != made:
                shutil.rmtree(former)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` kept.

        Raises:
            ModelError: nothing is kept there, or what is kept cannot be read.
        """
        if not (folder / _PRESENT).exists():
            raise ModelError("no model is kept yet: run `kith resolve` once, which learns it")
        kept = folder / (folder / _PRESENT).read_text("utf-8")
        model = Model.from_json((kept / _MODEL).read_text("utf-8"))
        settings = Settings.model_validate_json((kept / _SETTINGS).read_text("utf-8"))
        return cls(model, Background.load(kept / _BACKGROUND), settings)
