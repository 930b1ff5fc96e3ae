import pytest

from gnn.errors import FactsError
from gnn.indexed import index
from tests.gnn.build import EARLY, facts


def test_people_are_numbered_in_the_order_of_their_ids() -> None:
    indexed = index(
        facts(people=[{"person": "b"}, {"person": "a"}], episodes=[{"person": "a", "start": EARLY}])
    )
    assert indexed.people.to_pylist() == ["a", "b"]
    assert indexed.facts.people["person"].to_pylist() == [1, 0]
    assert indexed.facts.episodes["person"].to_pylist() == [0]


def test_an_episode_of_nobody_is_refused() -> None:
    with pytest.raises(FactsError, match="1 rows of 'episodes' have an unknown 'person'"):
        index(facts(people=[{"person": "a"}], episodes=[{"person": "b"}]))


def test_a_person_who_stands_twice_is_refused() -> None:
    with pytest.raises(FactsError, match="stands twice"):
        index(facts(people=[{"person": "a"}, {"person": "a"}]))
