"""Observe: what the comparisons say of many pairs, as one word and one number a pair.

Invariant: the word holds the level of every comparison, the number how rare the values agreed on are.
Pairs are compared in batches, so memory grows by twelve bytes a pair however many comparisons there are.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from resolver.compare.level import Compared, Comparison, LevelCodes
from resolver.model import Bits, Model
from resolver.packed import Codes, Words, unpack
from resolver.parallel import in_parallel

_BATCH = 500_000


class Observed(NamedTuple):
    """One entry a pair: the levels in one word, and the rarity of the values agreed on, in bits."""

    words: Words
    rarity: Bits


def observe(
    model: Model,
    comparisons: Sequence[Comparison],
    pairs: Words,
    progress: Callable[[int], None],
) -> Observed:
    """Compare packed pairs of records; `progress` hears how many are done."""
    observed = Observed(np.empty(len(pairs), dtype=np.uint64), np.empty(len(pairs), dtype=np.float32))
    done: list[int] = []

    def observe_from(start: int) -> None:
        batch = slice(start, start + _BATCH)
        part = observe_batch(model, comparisons, *unpack(pairs[batch]))
        observed.words[batch], observed.rarity[batch] = part
        done.append(len(part.words))
        progress(sum(done))

    in_parallel(observe_from, range(0, len(pairs), _BATCH), len(pairs))
    return observed


def observe_batch(model: Model, comparisons: Sequence[Comparison], left: Codes, right: Codes) -> Observed:
    """Compare the pairs of records `left` and `right`, all at once."""
    one, other = left.astype(np.intp), right.astype(np.intp)
    return observed_of(model, len(left), (each.compare(one, other) for each in comparisons))


def observed_of(model: Model, pairs: int, compared: Iterable[Compared]) -> Observed:
    """What the comparisons, in the model's order, said of this number of pairs."""
    words = np.zeros(pairs, dtype=np.uint64)
    rarity = np.zeros(pairs, dtype=np.float32)
    for known, each in zip(model.comparisons, compared, strict=True):
        words *= np.uint64(len(known.levels) + 1)
        words += each.levels
        known.add_rarity(each, rarity)
    return Observed(words, rarity)


def levels_of(sizes: Sequence[int], words: Words) -> npt.NDArray[np.uint8]:
    """The level codes in each word, shape (words, comparisons); `sizes` has the levels of each."""
    levels: LevelCodes = np.empty((len(words), len(sizes)), dtype=np.uint8)
    rest = words
    for position in reversed(range(len(sizes))):
        rest, code = np.divmod(rest, np.uint64(sizes[position] + 1))
        levels[:, position] = code
    return levels
