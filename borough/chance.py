"""Chance: every stage draws from a stream of its own, so that a change in one leaves the others alone."""

import random
import zlib

import numpy as np


def numbers(seed: int, stage: str) -> np.random.Generator:
    """The stream of arrays of `stage`."""
    return np.random.default_rng([seed, zlib.crc32(stage.encode())])


def dice(seed: int, stage: str) -> random.Random:
    """The stream of single draws of `stage`."""
    return random.Random(f"{stage}/{seed}")  # noqa: S311


def between(dice_: random.Random, low: int, high: int) -> int:
    """A whole number from `low` to `high`, both included."""
    return low + int(dice_.random() * (high - low + 1))
