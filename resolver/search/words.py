"""Words: those of a search that have a meaning of their own, read from `data/search_words.yaml`."""

from functools import cache
from importlib.resources import files

import yaml


@cache
def search_words() -> dict[str, frozenset[str]]:
    """The words of each list."""
    text = files("resolver").joinpath("data/search_words.yaml").read_text("utf-8")
    return {name: frozenset(words) for name, words in yaml.safe_load(text).items()}
