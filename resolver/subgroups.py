"""Subgroups: whom the resolver serves worse, by what their records say and by where they come from.

Invariant: nothing here is ever shown to the resolver. An error is counted on the side of the record that
suffers it: a link that was missed, or a record joined to a stranger, once for each of the two. Intervals take
people, not pairs, for independent. A gap is marked only where chance is an unlikely reason, however many
groups were looked at.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from resolver.errors import TruthError
from resolver.evaluate import Labels, labels
from resolver.packed import Codes, group, pack
from resolver.review.ratio import CONFIDENCE, Estimate, Floats, ratio

Groups = Sequence[str | None]
"""The group of each record; None where nothing tells it."""
UNKNOWN = "not known"


@dataclass(frozen=True)
class Rate:
    """An error rate of one group: the estimate, what it is of, and whether it differs from all others'.

    Attributes:
        rate: the share of errors with its interval.
        links: how many links it is a share of.
        gap: by how much it is above the rate of all others.
        is_marked: whether so large a gap would be unlikely by chance.
    """

    rate: Estimate
    links: int
    gap: float
    is_marked: bool


@dataclass(frozen=True)
class Subgroup:
    """A group with its error rates; None where it has no link of the kind.

    Attributes:
        name: of the group.
        records: how many of the records that were judged are in it.
        people: how many true people have a record in it.
        missed: share of its true links that were not made.
        wrong: share of the links made to its records that are wrong.
    """

    name: str
    records: int
    people: int
    missed: Rate | None
    wrong: Rate | None


@dataclass(frozen=True)
class _Links:
    """Of each judged record: its true person, its links, and how many of them are errors."""

    person: Codes
    true: Floats
    missed: Floats
    made: Floats
    wrong: Floats


def subgroups(
    predicted: Labels, truth: Labels, groups: Mapping[str, Groups], weights: Floats | None = None
) -> dict[str, list[Subgroup]]:
    """Error rates by group, for each way of grouping.

    Args:
        predicted: the predicted person of every record.
        truth: the true person, null for a record that nobody judged; a person is judged with all records.
        groups: by the name of each grouping, the group of every record.
        weights: for how many records each judged one stands, where a sample was judged; one a record.

    Raises:
        TruthError: the labels are not of the same records, or nothing was judged.
    """
    found, is_judged = _links(predicted, truth)
    weighed = np.ones(len(is_judged)) if weights is None else weights
    chosen = weighed[is_judged]
    return {
        name: _by_group(found, [each or UNKNOWN for each in np.array(of, dtype=object)[is_judged]], chosen)
        for name, of in groups.items()
    }


def _links(predicted: Labels, truth: Labels) -> tuple[_Links, npt.NDArray[np.bool_]]:
    every = labels(predicted)
    known = truth if isinstance(truth, pa.Array | pa.ChunkedArray) else pa.array(truth)
    if len(known) != len(every):
        raise TruthError(f"{len(every)} predicted labels for {len(known)} true ones: give one a record")
    is_judged = np.asarray(known.is_valid().to_numpy(zero_copy_only=False), dtype=np.bool_)
    if not is_judged.any():
        raise TruthError("no record was judged: give the true person of at least one")
    person, mine = labels(known.drop_null()), every[is_judged]
    both = group(pack(mine, person))
    shared = np.bincount(both.inverse)[both.inverse].astype(np.float64)
    true, made = (
        (np.bincount(of)[at] - 1).astype(np.float64) for of, at in ((person, person), (every, mine))
    )
    return _Links(person, true, true + 1 - shared, made, made + 1 - shared), is_judged


def _by_group(found: _Links, of: Sequence[str], weights: Floats) -> list[Subgroup]:
    names = sorted(set(of))
    group_of = np.array(of, dtype=object)
    return [_subgroup(found, name, group_of == name, weights, len(names)) for name in names]


def _subgroup(
    found: _Links, name: str, inside: npt.NDArray[np.bool_], weights: Floats, compared: int
) -> Subgroup:
    return Subgroup(
        name,
        int(inside.sum()),
        len(np.unique(found.person[inside])),
        _rate((found.missed * weights, found.true * weights), found.person, inside, compared),
        _rate((found.wrong * weights, found.made * weights), found.person, inside, compared),
    )


def _rate(
    counts: tuple[Floats, Floats], person: Codes, inside: npt.NDArray[np.bool_], compared: int
) -> Rate | None:
    mine, others = (ratio(*_by_person(counts, person, side)) for side in (inside, ~inside))
    if mine is None:
        return None
    links = round(float(counts[1][inside].sum()))
    if others is None:
        return Rate(mine, links, 0.0, is_marked=False)
    gap = mine.value - others.value
    return Rate(mine, links, gap, is_marked=_is_unlikely(mine, others, compared))


def _by_person(
    counts: tuple[Floats, Floats], person: Codes, inside: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    errors, links = (np.bincount(person[inside], weights=each[inside]).astype(np.float64) for each in counts)
    return errors, links


def _is_unlikely(mine: Estimate, others: Estimate, compared: int) -> bool:
    """Whether two rates differ by more than chance, after Newcombe (1998) and Bonferroni.

    The half widths of the two intervals, toward each other, are added as squares, and widened for the number
    of groups that are compared.
    """
    gap = mine.value - others.value
    toward = (mine.value - mine.low, others.high - others.value)
    if gap < 0:
        toward = (mine.high - mine.value, others.value - others.low)
    one, many = (NormalDist().inv_cdf(1 - (1 - CONFIDENCE) / (2 * count)) for count in (1, max(1, compared)))
    return abs(gap) > float(np.hypot(*toward)) * many / one
