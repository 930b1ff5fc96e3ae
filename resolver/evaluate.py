"""Evaluate: how well predicted people agree with a truth that the resolver never sees.

Invariant: every record counts, those that no blocking rule paired included. Pairwise figures are over
pairs of records; B-cubed figures (Bagga and Baldwin, 1998) are means over records.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from resolver.errors import TruthError
from resolver.packed import Codes, group, pack, sorted_unique

Labels: TypeAlias = "pa.Array[Any] | pa.ChunkedArray[Any] | npt.NDArray[np.generic] | Sequence[object]"


@dataclass(frozen=True)
class Agreement:
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean; 0 where both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True)
class Evaluation:
    """Agreement of a clustering with the truth, by pairs and by records."""

    records: int
    predicted_entities: int
    true_entities: int
    pairwise: Agreement
    b_cubed: Agreement

    def as_dict(self) -> dict[str, float | int]:
        """Flat figures for a report, shares rounded to four places."""
        return {
            "records": self.records,
            "predicted_entities": self.predicted_entities,
            "true_entities": self.true_entities,
            "pairwise_precision": round(self.pairwise.precision, 4),
            "pairwise_recall": round(self.pairwise.recall, 4),
            "pairwise_f1": round(self.pairwise.f1, 4),
            "b_cubed_precision": round(self.b_cubed.precision, 4),
            "b_cubed_recall": round(self.b_cubed.recall, 4),
            "b_cubed_f1": round(self.b_cubed.f1, 4),
        }


@dataclass(frozen=True)
class Missed:
    """How many true pairs no blocking rule proposed."""

    true_pairs: int
    missed: int

    @property
    def recall(self) -> float:
        """Share of the true pairs that were proposed; 1 where there are none."""
        return 1.0 - self.missed / self.true_pairs if self.true_pairs else 1.0


def evaluate(predicted_entity: Labels, truth: Labels) -> Evaluation:
    """Compare a predicted label for each record with the true one; labels may be of any type.

    Raises:
        TruthError: the two are of different lengths, or have a record without a label.
    """
    predicted, true = labels(predicted_entity), labels(truth)
    if len(predicted) != len(true):
        raise TruthError(f"{len(predicted)} predicted labels for {len(true)} true ones: give one a record")
    sizes, truths = np.bincount(predicted), np.bincount(true)
    joint = group(pack(predicted, true))
    shared = np.bincount(joint.inverse)
    together = _pairs_within(shared)
    return Evaluation(
        len(true),
        len(sizes),
        len(truths),
        Agreement(_share(together, _pairs_within(sizes)), _share(together, _pairs_within(truths))),
        Agreement(
            _mean(shared[joint.inverse] / sizes[predicted]), _mean(shared[joint.inverse] / truths[true])
        ),
    )


def blocking_missed(pairs: tuple[Codes, Codes], truth: Labels) -> Missed:
    """Count the true pairs that are not among the candidate `pairs` (left and right record indices)."""
    true = labels(truth)
    left, right = pairs
    proposed = sorted_unique(pack(np.minimum(left, right), np.maximum(left, right)))
    low, high = (
        (proposed >> np.uint64(32)).astype(np.int64),
        (proposed & np.uint64(0xFFFFFFFF)).astype(np.int64),
    )
    total = _pairs_within(np.bincount(true))
    return Missed(total, total - int((true[low] == true[high]).sum()))


def labels(given: Labels) -> Codes:
    """Labels of any type as codes 0, 1, …

    Raises:
        TruthError: a record has no label.
    """
    array = given if isinstance(given, pa.Array | pa.ChunkedArray) else pa.array(given)
    if array.null_count:
        raise TruthError(f"{array.null_count} records have no label: give every record one")
    encoded = pa.chunked_array([array]) if isinstance(array, pa.Array) else array
    return (
        encoded.combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int32)
    )


def _pairs_within(sizes: npt.NDArray[np.integer]) -> int:
    """The number of pairs inside groups of these sizes."""
    wide = sizes.astype(np.int64)
    return int((wide * (wide - 1) // 2).sum())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _mean(shares: npt.NDArray[np.float64]) -> float:
    return float(shares.mean()) if len(shares) else 1.0
