"""What all evidence between two people comes to."""

from resolver.review.balance import NOTHING_KEPT, STRONGEST, Tie, balance


def test_between_two_people_every_pair_counts() -> None:
    ties = [Tie("a1", "b1", ("a", "b"), 5.0), Tie("a2", "b1", ("a", "b"), -2.0)]
    found = balance(ties, {"a": 2, "b": 2})
    assert found.together(("a1", "b1"), ("a", "b")) == 3.0 + 2 * NOTHING_KEPT


def test_inside_one_the_record_that_belongs_less_decides() -> None:
    ties = [Tie("a1", "a2", ("a", "a"), 30.0), Tie("a2", "a3", ("a", "a"), 1.0)]
    found = balance(ties, {"a": 3})
    assert found.together(("a2", "a3"), ("a", "a")) == 1.0 + NOTHING_KEPT
    assert found.together(("a1", "a2"), ("a", "a")) == STRONGEST + NOTHING_KEPT


def test_a_person_of_whom_nothing_is_kept_speaks_against() -> None:
    assert balance([], {"a": 1, "b": 3}).together(("a1", "b1"), ("a", "b")) == 3 * NOTHING_KEPT
