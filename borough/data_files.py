"""The lists of names and places in `data/`."""

from importlib.resources import files
from typing import Any

import yaml


def read(name: str) -> Any:
    """The content of `data/<name>.yaml`."""
    return yaml.safe_load(files("borough").joinpath("data", f"{name}.yaml").read_text("utf-8"))
