"""Patterns: how many pairs show each combination of levels, which is all that learning looks at.

Invariant: the counts add up to the number of pairs; rarity is kept to half a bit.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from resolver.model import Model
from resolver.observe import Observed, levels_of
from resolver.packed import group

_BINS_A_BIT = 2
_BINS = 64
_MIDDLE_BIN = _BINS // 2
_FLOOR = 1e-6

OPEN, MATCH, NO_MATCH = 0, 1, -1

Floats = npt.NDArray[np.float64]
Settled = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Patterns:
    """Distinct patterns.

    Attributes:
        one_hot: rows over all levels.
        rarity: log rarity of the values.
        counts: how many pairs show each pattern, those that people have settled left out.
        matches: how many pairs people have settled as matches.
        others: how many people have settled as no matches.
        starts: for each comparison where its levels begin, closing with their number.
    """

    one_hot: sparse.csr_matrix
    rarity: Floats
    counts: Floats
    matches: Floats
    others: Floats
    starts: npt.NDArray[np.int64]

    def shares(self, weights: Floats, prior: Floats) -> Floats:
        """The share of each level within its comparison, after `prior` pairs of each level are added."""
        totals: Floats = self.one_hot.T @ weights + prior
        sums = np.add.reduceat(totals, self.starts[:-1])
        return np.asarray(np.maximum(totals / np.repeat(sums, np.diff(self.starts)), _FLOOR))


def count_patterns(model: Model, observed: Observed, settled: Settled | None = None) -> Patterns:
    """Group observed pairs by their levels and by the rarity of what they agree on.

    `settled` has what people have said of each pair, as one of `OPEN`, `MATCH` and `NO_MATCH`.
    """
    bins = np.clip(np.rint(observed.rarity * _BINS_A_BIT) + _MIDDLE_BIN, 0, _BINS - 1).astype(np.uint64)
    distinct, inverse = group(observed.words * np.uint64(_BINS) + bins)
    words, rarity = np.divmod(distinct, np.uint64(_BINS))
    sizes = [len(each.levels) for each in model.comparisons]
    starts = np.cumsum([0, *sizes])
    levels = levels_of(sizes, words)
    rows, comparisons = np.nonzero(levels)
    columns = starts[comparisons] + levels[rows, comparisons] - 1
    one_hot = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(words), starts[-1]))
    log_rarity = (rarity.astype(np.float64) - _MIDDLE_BIN) / _BINS_A_BIT * np.log(2)
    said = np.zeros(len(inverse), dtype=np.int8) if settled is None else settled
    opened, matches, others = (
        np.bincount(inverse[said == each], minlength=len(words)).astype(np.float64)
        for each in (OPEN, MATCH, NO_MATCH)
    )
    return Patterns(one_hot, log_rarity, opened, matches, others, starts)
