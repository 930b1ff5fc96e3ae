"""Household clusters: whose rows must stay together when rows are split or resampled."""

from datetime import date

import numpy as np

from gnn.arrays import Booleans, Integers
from gnn.indexed import Indexed
from gnn.places import latest_open


def clusters(indexed: Indexed, day: date) -> Integers:
    """For each person the household of record on `day`, or a cluster of their own, [people]."""
    people = len(indexed.people)
    household, _ = latest_open(indexed.facts.memberships, "household", people, day)
    return np.where(household >= 0, household, indexed.households + np.arange(people))


def held_out(cluster: Integers, share: float, seed: int) -> Booleans:
    """Whether each row's cluster is kept aside; every cluster is, or is not, as a whole.

    Args:
        cluster: [rows].
        share: of the clusters.
        seed: of the draw.
    """
    names, place = np.unique(cluster, return_inverse=True)
    drawn = np.random.default_rng(seed).random(len(names)) < share
    return np.asarray(drawn[place], dtype=np.bool_)


def folds(cluster: Integers, count: int, seed: int) -> Integers:
    """A fold number for each row, the same for all rows of a cluster."""
    names, place = np.unique(cluster, return_inverse=True)
    return np.random.default_rng(seed).integers(0, count, len(names))[place]
