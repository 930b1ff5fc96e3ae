"""Proposals: how far two records are from being compared at all.

Invariant: nothing here proposes a pair; it reads the same keys as blocking does.
"""

from dataclasses import dataclass

import numpy as np

from resolver.explain.close_up import CloseUp
from resolver.keys import NO_KEY, Keys


@dataclass(frozen=True)
class NearRule:
    """A blocking rule that would propose the pair if the keys in `missing` agreed as well."""

    rule: tuple[str, ...]
    missing: tuple[str, ...]


def nearest_rules(view: CloseUp, left: int, right: int) -> list[NearRule]:
    """The rules that miss the fewest keys; rules of which every key agrees met a crowded block."""
    keys = Keys(view.here)
    rules = [_nearest(view, keys, rule, (left, right)) for rule in view.settings.blocking]
    fewest = min(len(each.missing) for each in rules)
    return [each for each in rules if len(each.missing) == fewest and len(each.missing) < len(each.rule)]


def _nearest(view: CloseUp, keys: Keys, rule: tuple[str, ...], rows: tuple[int, int]) -> NearRule:
    """What a rule misses, whichever of its names each record goes by."""
    one, other = (np.flatnonzero(keys.members == view.here.places[row]) for row in rows)
    misses = [
        tuple(key for key in rule if not _agree(keys, key, int(mine), int(theirs)))
        for mine in one
        for theirs in other
    ]
    return NearRule(rule, min(misses, key=len))


def _agree(keys: Keys, key: str, one: int, other: int) -> bool:
    words = keys.words(key)
    return bool(words[one] != NO_KEY and words[one] == words[other])
