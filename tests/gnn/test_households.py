from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gnn.households import clusters, folds, held_out
from gnn.indexed import index
from tests.gnn.build import facts


def test_members_of_a_household_are_one_cluster_and_others_their_own() -> None:
    members = [{"person": name, "household": "h", "from": date(2022, 1, 1)} for name in ("a", "c")]
    known = index(facts(people=[{"person": name} for name in "abcd"], memberships=members))
    found = clusters(known, date(2024, 1, 1))
    assert found[0] == found[2]
    assert len(set(found.tolist())) == 3


@given(st.lists(st.integers(0, 9), min_size=1, max_size=50), st.integers(0, 9))
def test_a_cluster_is_never_split(cluster: list[int], seed: int) -> None:
    rows = np.array(cluster)
    for drawn in (held_out(rows, 0.3, seed), folds(rows, 3, seed)):
        assert all(len(set(drawn[rows == name].tolist())) == 1 for name in cluster)
