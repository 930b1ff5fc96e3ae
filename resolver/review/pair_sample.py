"""Pair sample: how many of the joined pairs are right, and how many of the right ones were joined, from a
few pairs that people reviewed.

Invariant: pairs are drawn at random within strata of like weight; each reviewed pair stands for the pairs of
its stratum. Only pairs drawn so may be used: pairs that were reviewed because they were doubtful tell nothing
of the others.
Source: stratified sampling and its ratios as in Cochran, Sampling Techniques (1977), chapters 5 and 6; the
interval of Korn and Graubard (1998). A stratum without an error is taken to have half of one when its
variance is estimated, so that no interval is narrower than the sample allows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from resolver.errors import DecisionsError
from resolver.review.ratio import Estimate, interval
from resolver.review.shares import shared_out
from resolver.score import probability
from resolver.tables import MATCH, NO_MATCH

EDGES = (-1.0, 1.0, 4.0, 8.0, 12.0)
"""Weights, in bits, at which strata meet."""

Longs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Stratum:
    """Pairs of like weight that were all joined, or all kept apart.

    Attributes:
        joined: whether the pairs are of one predicted person.
        pairs: how many there are.
        reviewed: how many were reviewed and settled.
        right: how many of these are of one person.
    """

    joined: bool
    pairs: int
    reviewed: int
    right: int

    @property
    def total(self) -> float:
        """How many of the pairs are of one person, as far as those reviewed tell."""
        return self.pairs * self.right / self.reviewed if self.reviewed else 0.0

    @property
    def variance(self) -> float:
        """The variance of that total; 0 where every pair was reviewed."""
        if not self.reviewed:
            return inf
        share = (self.right + 0.5) / (self.reviewed + 1)
        unseen = 1 - self.reviewed / self.pairs
        return self.pairs**2 * unseen * share * (1 - share) / self.reviewed


@dataclass(frozen=True)
class PairEstimates:
    """What a sample of pairs tells; None where some stratum that it needs was not reviewed.

    `recall` is among the pairs that were kept for review or joined; what no rule proposed is not in it.
    """

    precision: Estimate | None
    recall: Estimate | None
    strata: tuple[Stratum, ...]


def draw_pairs(pairs: pa.Table, size: int, seed: int) -> pa.Table:
    """A sample of about `size` pairs, each with its stratum and how many pairs that stratum has.

    Args:
        pairs: columns `left`, `right`, `weight` (bits) and `joined` (whether of one predicted person).
        size: how many to draw; most from strata that are large and in doubt, some from each.
        seed: of the draw.
    """
    strata = _strata(pairs)
    names, place, counts = np.unique(strata, return_inverse=True, return_counts=True)
    doubt = _doubt(pairs)
    shares = shared_out(counts, np.bincount(place, weights=doubt).astype(np.float64), size)
    dice = np.random.default_rng(seed)
    rows = [
        dice.choice(np.flatnonzero(strata == name), size=share, replace=False)
        for name, share in zip(names, shares, strict=True)
    ]
    chosen = np.sort(np.concatenate([np.empty(0, dtype=np.int64), *rows]))
    drawn = pairs.select(["left", "right", "weight", "joined"]).take(chosen)
    return drawn.append_column("stratum", pa.array(strata[chosen])).append_column(
        "stratum_pairs", pa.array(counts[place[chosen]])
    )


def estimate_from_pairs(sample: pa.Table, judgements: Sequence[str | None]) -> PairEstimates:
    """Precision and recall of the joined pairs.

    Args:
        sample: what `draw_pairs` drew, whole.
        judgements: what reviewers found of each pair: match or no_match; unsure or None is left out, as if
            it had not been drawn.

    Raises:
        DecisionsError: there is not one judgement a pair.
    """
    if len(judgements) != sample.num_rows:
        raise DecisionsError(f"{len(judgements)} judgements for {sample.num_rows} pairs: give one a pair")
    strata = _reviewed(sample, judgements)
    joined = [stratum for stratum in strata if stratum.joined]
    apart = [stratum for stratum in strata if not stratum.joined]
    return PairEstimates(_precision(joined), _recall(joined, apart), tuple(strata))


def _precision(joined: Sequence[Stratum]) -> Estimate | None:
    pairs = sum(each.pairs for each in joined)
    if not pairs:
        return None
    share = sum(each.total for each in joined) / pairs
    return _estimate(share, sum(each.variance for each in joined) / pairs**2, joined)


def _recall(joined: Sequence[Stratum], apart: Sequence[Stratum]) -> Estimate | None:
    found, missed = (sum(each.total for each in strata) for strata in (joined, apart))
    if not found + missed:
        return None
    share = found / (found + missed)
    of_found, of_missed = (sum(each.variance for each in strata) for strata in (joined, apart))
    variance = ((1 - share) ** 2 * of_found + share**2 * of_missed) / (found + missed) ** 2
    return _estimate(share, variance, [*joined, *apart])


def _estimate(share: float, variance: float, strata: Sequence[Stratum]) -> Estimate | None:
    """The share with its interval; None where a stratum that it needs was not reviewed."""
    if not np.isfinite(variance):
        return None
    units = sum(each.reviewed for each in strata)
    smoothed = (share * units + 0.5) / (units + 1)
    trials = smoothed * (1 - smoothed) / variance if variance else inf
    low, high = interval(share, trials, units) if np.isfinite(trials) else (share, share)
    return Estimate(share, sqrt(variance), low, high, units)


def _strata(pairs: pa.Table) -> Longs:
    """The number of each pair's stratum; odd for joined pairs."""
    bands = np.searchsorted(EDGES, pairs["weight"].to_numpy(), side="right").astype(np.int64)
    return np.asarray(2 * bands + pairs["joined"].to_numpy().astype(np.int64))


def _doubt(pairs: pa.Table) -> npt.NDArray[np.float64]:
    """How far the answer on each pair is expected to vary, by the model's own word; never nothing."""
    likely = probability(pairs["weight"].to_numpy().astype(np.float32)).astype(np.float64)
    return np.maximum(np.sqrt(likely * (1 - likely)), 0.1)


def _reviewed(sample: pa.Table, judgements: Sequence[str | None]) -> list[Stratum]:
    found: dict[int, list[str | None]] = {}
    known: dict[int, tuple[bool, int]] = {}
    columns = (sample[name].to_pylist() for name in ("stratum", "joined", "stratum_pairs"))
    for name, joined, pairs, judgement in zip(*columns, judgements, strict=True):
        known[name] = (bool(joined), int(pairs))
        found.setdefault(name, []).append(judgement)
    return [
        Stratum(*known[name], sum(each in {MATCH, NO_MATCH} for each in said), said.count(MATCH))
        for name, said in sorted(found.items())
    ]
