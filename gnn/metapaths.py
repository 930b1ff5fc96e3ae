"""Metapaths: the ways in which one person's circumstances may reach another.

Each is a path through the graph from person to person, taken as of a day: over the household, over
an earlier household, over a relationship, over the address, the postcode and the postcode sector.
"""

from collections.abc import Callable

import numpy as np
from scipy import sparse

from gnn.arrays import Booleans, Integers
from gnn.arrow import integers
from gnn.neighbours import Neighbours, Ties, everybody_else, ties, wider_circle
from gnn.snapshot import Snapshot

_CROWD = 50


def household(snapshot: Snapshot) -> Neighbours:
    """The people whose household of record is the same."""
    return everybody_else(snapshot.places.household, snapshot.traits.is_known)


def past_household(snapshot: Snapshot) -> Neighbours:
    """The people of whom a household was once shared, and is no longer.

    A household that more than 50 people ever belonged to is an institution under a wrong name, and
    ties nobody to anybody.
    """
    shared = _once_shared(snapshot)
    now = snapshot.places.household
    pairs = shared.tocoo()
    has_left = (now[pairs.row] != now[pairs.col]) | (now[pairs.row] < 0)
    is_pair = has_left & (pairs.row < pairs.col)
    return _known_ties(snapshot, pairs.row[is_pair], pairs.col[is_pair])


def relatives(snapshot: Snapshot) -> Neighbours:
    """The people to whom a relationship is recorded, in either direction."""
    table = snapshot.known.facts.relations
    return _known_ties(snapshot, integers(table["person"], -1), integers(table["other"], -1))


def address(snapshot: Snapshot) -> Neighbours:
    """The people whose address of record is the same."""
    return everybody_else(snapshot.places.home, snapshot.traits.is_known)


def postcode(snapshot: Snapshot) -> Neighbours:
    """The people at the other addresses of the postcode."""
    return wider_circle(snapshot.places.postcode, snapshot.places.home, snapshot.traits.is_known)


def sector(snapshot: Snapshot) -> Neighbours:
    """The people at the other postcodes of the postcode sector."""
    return wider_circle(snapshot.places.sector, snapshot.places.postcode, snapshot.traits.is_known)


METAPATHS: dict[str, Callable[[Snapshot], Neighbours]] = {
    each.__name__: each for each in (household, past_household, relatives, address, postcode, sector)
}


def _once_shared(snapshot: Snapshot) -> sparse.csr_array:
    """[people, people], above zero where two ever belonged to one household."""
    table = snapshot.known.facts.memberships
    person, group = integers(table["person"], -1), integers(table["household"], -1)
    shape = (snapshot.people, max(snapshot.known.households, 1))
    belongs = sparse.coo_array((np.ones(len(person)), (person, group)), shape=shape).tocsc()
    belongs.data[:] = 1.0
    is_crowd = np.diff(belongs.indptr) > _CROWD
    shared = belongs @ sparse.diags_array((~is_crowd).astype(np.float64)) @ belongs.T
    return sparse.csr_array(shared)


def _known_ties(snapshot: Snapshot, left: Integers, right: Integers) -> Ties:
    is_known: Booleans = snapshot.traits.is_known
    both = is_known[left] & is_known[right]
    return ties(left[both], right[both], snapshot.people)
