"""Evidence of many pairs at once, as the JSON text that decisions keep.

Invariant: the weights of the entries of a pair add up to its weight, to the rounding of each entry;
a comparison in which one of the two records says nothing is left out, as it weighs nothing.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import orjson

from resolver.compare.level import Compared, Comparison
from resolver.link import Linkage
from resolver.model import ComparisonModel
from resolver.score import household_cost, score

Texts = npt.NDArray[np.object_]

_DECIMALS = 2
_PRIOR = ("prior", "two records taken at random")
_HOUSEHOLD = ("household", "it may be another person of the same household")


def evidence(linkage: Linkage) -> list[str]:
    """For each row of `linkage.pairs` a JSON list of {field, level, weight}, weights in bits."""
    left, right = (linkage.held(linkage.pairs[side].to_numpy()) for side in ("left", "right"))
    low, high = np.minimum(left, right), np.maximum(left, right)
    compared = [each.compare(low, high) for each in linkage.comparisons]
    parts = [_constant(_PRIOR, linkage.model.prior_bits, len(low))]
    for comparison, model, each in zip(linkage.comparisons, linkage.model.comparisons, compared, strict=True):
        parts.append(_entries(comparison, model, each))
    parts.append(_rounded(_HOUSEHOLD, -household_cost(score(linkage.model, compared).household)))
    return [f"[{','.join(filter(None, entries))}]" for entries in zip(*parts, strict=True)]


def _entries(comparison: Comparison, model: ComparisonModel, compared: Compared) -> Texts:
    bits = model.bits()[0][compared.levels] - model.rarity_bits(compared.levels, compared.shares)
    texts = np.full(len(bits), "", dtype=object)
    for code, level in enumerate(comparison.levels, start=1):
        rows = np.flatnonzero(compared.levels == code)
        texts[rows] = _rounded((comparison.name, level.label), bits[rows])
    return texts


def _rounded(names: tuple[str, str], bits: npt.NDArray[np.float32]) -> Texts:
    """One text a value: written once for each distinct rounded value."""
    distinct, place = np.unique(np.round(bits.astype(np.float64), _DECIMALS), return_inverse=True)
    return np.array([*_written(names, distinct), ""], dtype=object)[place]


def _written(names: tuple[str, str], bits: Iterable[float]) -> Iterator[str]:
    field, level = names
    for each in bits:
        yield orjson.dumps({"field": field, "level": level, "weight": float(each)}).decode()


def _constant(names: tuple[str, str], bits: float, count: int) -> Texts:
    return _rounded(names, np.full(count, bits, dtype=np.float32))
