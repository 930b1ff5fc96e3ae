"""Train: a model, learned from the records alone, and from what people have settled where they have.

Invariant: the shares it holds are of all pairs of records, whatever part of them was compared.
"""

from collections.abc import Callable, Sequence
from functools import cache, partial
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from resolver.compare.level import Compared, Comparison
from resolver.model import Model
from resolver.observe import Observed, observe, observed_of
from resolver.packed import Words, is_among, sorted_unique, unpack
from resolver.parallel import in_parallel
from resolver.patterns import MATCH, NO_MATCH, OPEN, Settled
from resolver.pilot import Pilot
from resolver.sample import random_pairs
from resolver.settings import Settings
from resolver.ties import Ties
from resolver.weigh import Seen, expected_model, learn

Progress = Callable[[str, int], None]


class Labelled(NamedTuple):
    """Packed pairs of records as held that people have settled, each ascending."""

    matches: Words
    others: Words

    @property
    def pairs(self) -> Words:
        """All of them, distinct and ascending."""
        return sorted_unique(np.concatenate([self.matches, self.others]))

    def said_of(self, pairs: Words) -> Settled:
        """What has been said of each pair; nothing of one that was settled both ways."""
        is_match, is_other = is_among(pairs, self.matches), is_among(pairs, self.others)
        said = np.where(is_match, MATCH, OPEN) + np.where(is_other, NO_MATCH, OPEN)
        return said.astype(np.int8)


class Chance(NamedTuple):
    """Comparisons, and what each says of the same random pairs of records."""

    comparisons: Sequence[Comparison]
    compared: Sequence[Compared]
    pairs: int


class Teaching(NamedTuple):
    """What a model is learned from: random pairs, those of a pilot, and those that people have settled."""

    chance: Chance
    pilot: Pilot
    labelled: Labelled


@cache
def shipped_model() -> Model:
    """What is expected of people's records before any are seen, from `data/model.json`.

    It was learned from simulated boroughs (`python -m bench.shipped_model`).
    """
    return Model.from_json(files("resolver").joinpath("data/model.json").read_text("utf-8"))


def chance_of(comparisons: Sequence[Comparison], records: int, settings: Settings) -> Chance:
    """Compare random pairs of `records` records."""
    sample = random_pairs(records, settings.random_pairs, settings.seed)
    sides = unpack(sample)
    compared = in_parallel(lambda each: each.compare(*sides), comparisons, len(sample))
    return Chance(comparisons, compared, len(sample))


def learned_from(
    teaching: Teaching, records: int, settings: Settings, progress: Progress
) -> tuple[Model, Observed]:
    """Compare the pairs of a pilot, and learn a model of `records` records from these and from random pairs.

    The pairs that people have settled are known for what they are. What is observed is of the pilot's pairs.
    """
    (comparisons, compared, sampled), pilot = teaching.chance, teaching.pilot
    all_pairs = max(1, records * (records - 1) // 2)
    expected = expected_model(comparisons, compared, all_pairs, shipped_model())
    background = observed_of(expected, sampled, compared)
    observed = observe(expected, comparisons, pilot.pairs, partial(progress, "compare"))
    seen = Seen(*_with_settled(expected, observed, teaching), background)
    return learn(expected, seen, pilot.universe, Ties.of(comparisons)), observed


def _with_settled(expected: Model, observed: Observed, teaching: Teaching) -> tuple[Observed, Settled]:
    """The pilot's pairs, then the settled pairs that are not among them, and what was said of each."""
    chance, pilot, labelled = teaching
    further = labelled.pairs
    further = further[~is_among(further, pilot.pairs)]
    rest = observe(expected, chance.comparisons, further, lambda _done: None)
    words = np.concatenate([observed.words, rest.words])
    both = Observed(words, np.concatenate([observed.rarity, rest.rarity]))
    return both, np.concatenate([labelled.said_of(pilot.pairs), labelled.said_of(further)])
