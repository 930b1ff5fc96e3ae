"""Evidence of many pairs at once, as the JSON text that decisions keep.

Invariant: the weights of the entries of a pair add up to its weight, to the rounding of each entry;
a comparison in which one of the two records says nothing is left out, as it weighs nothing.
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import orjson

from resolver.linkage import SAYS_NOTHING, Linkage, Part

Texts = npt.NDArray[np.object_]

_DECIMALS = 2
_FEW = 100


def evidence(linkage: Linkage) -> list[str]:
    """For each row of `linkage.pairs` a JSON list of {field, level, weight}, weights in bits."""
    parts = linkage.parts()
    if linkage.pairs.num_rows < _FEW:
        return _of_few(parts, linkage.pairs.num_rows)
    entries = [_entries(part) for part in parts]
    return [f"[{','.join(filter(None, each))}]" for each in zip(*entries, strict=True)]


def _of_few(parts: Sequence[Part], pairs: int) -> list[str]:
    """The same, pair by pair."""
    entries: list[list[str]] = [[] for _ in range(pairs)]
    for part in parts:
        bits = (np.round(part.bits.astype(np.float64), _DECIMALS) + 0.0).tolist()
        for pair, level in enumerate(part.levels.tolist()):
            label = part.labels[level]
            if label != SAYS_NOTHING:
                entries[pair] += _written(part.comparison, label, (bits[pair],))
    return [f"[{','.join(each)}]" for each in entries]


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
