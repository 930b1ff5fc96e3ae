"""Entity sample: how right a clustering is, from some people whose records were all found by hand.

Invariant: a person is in the sample with all their records. Figures are of all records, though only the
sample was reviewed; that a record is drawn, and its person then completed, makes large people likelier to be
drawn, which the weights set right.
Source: Binette, York, Hickerson, Baek, Madhavan and Jones, Estimating the Performance of Entity Resolution
Algorithms (2022, arXiv 2210.01230), cluster sampling.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from resolver.errors import TruthError
from resolver.evaluate import Labels, labels
from resolver.packed import Codes, group, pack
from resolver.review.ratio import Estimate, Floats, ratio


class Drawn(StrEnum):
    """How the people of a sample were drawn."""

    BY_PERSON = "each person as likely as any other"
    BY_RECORD = "records drawn at random, each with its whole person"


@dataclass(frozen=True)
class Estimates:
    """Pairwise and B-cubed figures with their intervals; None where the sample has nothing to count."""

    people: int
    pairwise_precision: Estimate | None
    pairwise_recall: Estimate | None
    pairwise_f1: Estimate | None
    b_cubed_precision: Estimate | None
    b_cubed_recall: Estimate | None


@dataclass(frozen=True)
class _Found:
    """One entry a person of the sample.

    Attributes:
        weights: how many people of all it stands for.
        sizes: its records.
        together: pairs of its records that were joined.
        joined: pairs that were joined of which one record is its own, halved where the other is not.
        precision: the share of each record's cluster that is of its person, summed over its records.
        recall: the share of each record's person that is in its cluster, summed over its records.
    """

    weights: Floats
    sizes: Floats
    together: Floats
    joined: Floats
    precision: Floats
    recall: Floats


def estimate_from_people(predicted: Labels, found: Labels, drawn: Drawn = Drawn.BY_RECORD) -> Estimates:
    """Estimate how right the predicted people are.

    Args:
        predicted: the predicted person of every record.
        found: the person that reviewers found it to be of, null for a record that was not reviewed.
        drawn: how the people of the sample were drawn.

    Raises:
        TruthError: the two are of different lengths, or nothing was reviewed.
    """
    every = labels(predicted)
    reviewed = found if isinstance(found, pa.Array | pa.ChunkedArray) else pa.array(found)
    if len(reviewed) != len(every):
        raise TruthError(f"{len(every)} predicted labels for {len(reviewed)} found: give one a record")
    is_known = np.asarray(reviewed.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
    if not is_known.any():
        raise TruthError("no record was reviewed: give the person of at least one")
    sample = _counted(every, is_known, labels(reviewed.drop_null()), drawn)
    weights, sizes = sample.weights, sample.sizes
    true_pairs = sizes * (sizes - 1) / 2
    return Estimates(
        len(sizes),
        ratio(weights * sample.together, weights * sample.joined),
        ratio(weights * sample.together, weights * true_pairs),
        ratio(weights * sample.together, weights * (sample.joined + true_pairs) / 2),
        ratio(weights * sample.precision, weights * sizes),
        ratio(weights * sample.recall, weights * sizes),
    )


def draw_records(records: int, size: int, seed: int) -> npt.NDArray[np.int64]:
    """Rows to review, ascending: a reviewer finds all records of the person of each, in whatever cluster.

    A person is then drawn as likely as they have records, which `Drawn.BY_RECORD` sets right.
    """
    chosen = np.random.default_rng(seed).choice(records, size=min(size, records), replace=False)
    return np.sort(chosen).astype(np.int64)


def _counted(every: Codes, is_known: npt.NDArray[np.bool_], person: Codes, drawn: Drawn) -> _Found:
    cluster_sizes = np.bincount(every).astype(np.float64)
    mine = every[is_known]
    both = group(pack(mine, person))
    shared = np.bincount(both.inverse).astype(np.float64)
    sizes = np.bincount(person).astype(np.float64)
    inside, whole = shared[both.inverse], cluster_sizes[mine]
    weights = np.ones(len(sizes)) if drawn is Drawn.BY_PERSON else 1.0 / sizes
    return _Found(
        weights,
        sizes,
        together=_summed(person, (inside - 1) / 2),
        joined=_summed(person, (whole - 1) / 2),
        precision=_summed(person, inside / whole),
        recall=_summed(person, inside / sizes[person]),
    )


def _summed(person: Codes, values: Floats) -> Floats:
    return np.bincount(person, weights=values).astype(np.float64)
