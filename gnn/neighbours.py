"""Neighbours: who counts as near to whom, and sums and maxima over them without the person's own.

Two shapes of one protocol. `Ties` lists pairs and suits small circles. `Circle` puts people into
groups and never lists a pair, so a postcode sector of thousands costs as much as a household.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import sparse

from gnn.arrays import Booleans, Floats, Integers


class Neighbours(Protocol):
    """Who is near to whom, for n people."""

    def total(self, values: Floats) -> Floats:
        """Sum of `values` [n, k] over each person's neighbours, [n, k]."""
        ...

    def largest(self, values: Floats) -> Floats:
        """Maximum of `values` [n, k] over each person's neighbours, [n, k]; -inf where there are none."""
        ...


@dataclass(frozen=True)
class Ties:
    """Pairs of neighbours.

    Attributes:
        adjacency: n by n, 1 where the column's person is a neighbour of the row's; symmetric, no diagonal.
    """

    adjacency: sparse.csr_array

    def total(self, values: Floats) -> Floats:
        """Sum over neighbours."""
        return np.asarray(self.adjacency @ values)

    def largest(self, values: Floats) -> Floats:
        """Maximum over neighbours."""
        return _largest_in_rows(values[self.adjacency.indices], self.adjacency.indptr.astype(np.int64))


@dataclass(frozen=True)
class Circle:
    """People of the same outer group who are not of the same inner group.

    With the person as inner group, everybody else of the outer group; with the address as inner group
    and its postcode as outer group, the people at the other addresses of the postcode.

    Attributes:
        inner: for each person the inner group, or -1 for a person who is in none.
        outer: for each inner group the outer group, or -1.
    """

    inner: Integers
    outer: Integers

    def total(self, values: Floats) -> Floats:
        """Sum over neighbours: the outer group's sum less the inner group's."""
        within = _incidence(self.inner, len(self.outer)).T @ values
        belongs = _incidence(self.outer, _groups(self.outer))
        return self._spread(belongs @ (belongs.T @ within) - (self.outer >= 0)[:, None] * within, 0.0)

    def largest(self, values: Floats) -> Floats:
        """Maximum over neighbours: the largest inner maximum of the outer group but one's own."""
        within = _group_maximum(values, self.inner, len(self.outer))
        return self._spread(_others_maximum(within, self.outer), -np.inf)

    def _spread(self, by_inner: Floats, missing: float) -> Floats:
        spread = np.full((len(self.inner), by_inner.shape[1]), missing)
        is_in = self.inner >= 0
        spread[is_in] = by_inner[self.inner[is_in]]
        return spread


def everybody_else(group: Integers, is_in: Booleans) -> Circle:
    """Neighbours are all others of the same group.

    Args:
        group: [n], -1 for none.
        is_in: [n], who may be a neighbour at all.
    """
    inner = np.where(is_in & (group >= 0), np.arange(len(group)), -1)
    return Circle(inner, np.where(inner >= 0, group, -1))


def wider_circle(outer: Integers, inner: Integers, is_in: Booleans) -> Circle:
    """Neighbours are those of the same outer group and another inner group.

    Args:
        outer: [n], a person's outer group, -1 for none; the same for all of one inner group.
        inner: [n], a person's inner group, -1 for none.
        is_in: [n], who may be a neighbour at all.
    """
    placed = np.where(is_in & (outer >= 0), inner, -1)
    outer_of_inner = np.full(_groups(inner), -1, dtype=np.int64)
    outer_of_inner[placed[placed >= 0]] = outer[placed >= 0]
    return Circle(placed, outer_of_inner)


def ties(left: Integers, right: Integers, people: int) -> Ties:
    """Neighbours are the two of a pair, however often and in whichever order it is listed."""
    both = np.concatenate([left, right]), np.concatenate([right, left])
    adjacency = sparse.coo_array((np.ones(2 * len(left)), both), shape=(people, people)).tocsr()
    adjacency.data[:] = 1.0
    adjacency.setdiag(0.0)
    adjacency.eliminate_zeros()
    adjacency.sort_indices()
    return Ties(adjacency)


def _groups(group: Integers) -> int:
    return int(group.max(initial=-1)) + 1


def _incidence(group: Integers, groups: int) -> sparse.csr_array:
    """[members, groups], 1 where the member is in the group."""
    is_in = group >= 0
    starts = np.concatenate([[0], np.cumsum(is_in)])
    return sparse.csr_array((np.ones(int(is_in.sum())), group[is_in], starts), shape=(len(group), groups))


def _largest_in_rows(values: Floats, starts: Integers) -> Floats:
    """Maximum of each run `values[starts[i]:starts[i + 1]]`; -inf for an empty run."""
    largest = np.full((len(starts) - 1, values.shape[1]), -np.inf)
    is_filled = np.diff(starts) > 0
    if is_filled.any():
        largest[is_filled] = np.maximum.reduceat(values, starts[:-1][is_filled], axis=0)
    return largest


def _sorted_runs(group: Integers, groups: int) -> tuple[Integers, Integers]:
    """Members in order of their group, and where each group's run starts (and ends, one more entry)."""
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(groups + 1))
    return order, starts.astype(np.int64)


def _group_maximum(values: Floats, group: Integers, groups: int) -> Floats:
    order, starts = _sorted_runs(group, groups)
    return _largest_in_rows(values[order], starts)


def _others_maximum(values: Floats, group: Integers) -> Floats:
    """For each member the maximum over the other members of its group; -inf where there is none.

    The group's maximum where somebody else reaches it, and otherwise the largest value below it.
    """
    groups = _groups(group)
    if groups == 0:
        return np.full(values.shape, -np.inf)
    belongs = _incidence(group, groups)
    top = _group_maximum(values, group, groups)[group]
    is_top = values == top
    is_sole = is_top & (belongs @ (belongs.T @ is_top.astype(np.float64)) == 1)
    second = _group_maximum(np.where(is_sole, -np.inf, values), group, groups)[group]
    others: Floats = np.where(is_sole, second, top)
    others[group < 0] = -np.inf
    return others
