"""Evidence of many pairs at once, as the JSON text that decisions keep.

Invariant: the weights of the entries of a pair add up to its weight, to the rounding of each entry;
a comparison in which one of the two records says nothing is left out, as it weighs nothing.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import orjson

from resolver.linkage import SAYS_NOTHING, Linkage, Part

Texts = npt.NDArray[np.object_]

_DECIMALS = 2


def evidence(linkage: Linkage) -> list[str]:
    """For each row of `linkage.pairs` a JSON list of {field, level, weight}, weights in bits."""
    entries = [_entries(part) for part in linkage.parts()]
    return [f"[{','.join(filter(None, each))}]" for each in zip(*entries, strict=True)]


def _entries(part: Part) -> Texts:
    """The entry of each pair; empty where the part says nothing of it."""
    texts = np.full(len(part.bits), "", dtype=object)
    for code, label in enumerate(part.labels):
        if label != SAYS_NOTHING:
            rows = np.flatnonzero(part.levels == code)
            texts[rows] = _rounded(part.comparison, label, part.bits[rows])
    return texts


def _rounded(comparison: str, label: str, bits: npt.NDArray[np.float32]) -> Texts:
    """One text a value: written once for each distinct rounded value."""
    distinct, place = np.unique(np.round(bits.astype(np.float64), _DECIMALS) + 0.0, return_inverse=True)
    return np.array([*_written(comparison, label, distinct), ""], dtype=object)[place]


def _written(comparison: str, label: str, bits: Iterable[float]) -> Iterator[str]:
    for each in bits:
        yield orjson.dumps({"field": comparison, "level": label, "weight": float(each)}).decode()
