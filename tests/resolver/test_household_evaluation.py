"""The figure of exact households, on cases whose answer is plain."""

from resolver.household_evaluation import (
    HouseholdEvaluation,
    evaluate_households,
    members_by_household,
    true_person,
)

TRUTH = {"a1": "ann", "a2": "ann", "b1": "bob", "c1": "cat", "d1": "dan"}
RECORDS = {"p1": ["a1", "a2"], "p2": ["b1"], "p3": ["c1"], "p4": ["d1"]}
TRUE = [{"ann", "bob"}, {"cat"}, {"dan"}]
EVERYBODY = {"ann", "bob", "cat", "dan"}


def test_exact_households_are_counted() -> None:
    found = evaluate_households([{"p1", "p2"}, {"p3", "p4"}], RECORDS, TRUTH, TRUE, EVERYBODY)
    assert found == HouseholdEvaluation(true_households=3, exact=1, predicted_households=2)
    assert (found.share_exact, found.share_right) == (1 / 3, 1 / 2)


def test_people_without_an_address_are_not_judged() -> None:
    found = evaluate_households([{"p1"}, {"p3"}], RECORDS, TRUTH, TRUE, {"ann", "cat"})
    assert found == HouseholdEvaluation(true_households=2, exact=2, predicted_households=2)


def test_two_predicted_people_of_one_true_person_count_once() -> None:
    records = {"p1": ["a1"], "p5": ["a2"], "p2": ["b1"]}
    found = evaluate_households([{"p1", "p5", "p2"}], records, TRUTH, TRUE[:1], EVERYBODY)
    assert found.exact == 1


def test_a_true_household_is_matched_once() -> None:
    found = evaluate_households([{"p3"}, {"p3"}], RECORDS, TRUTH, [{"cat"}], EVERYBODY)
    assert (found.exact, found.predicted_households) == (1, 2)


def test_a_person_is_whom_most_records_are_of() -> None:
    assert true_person(["b1", "a1", "a2"], TRUTH) == "ann"
    assert true_person(["b1", "a1"], TRUTH) == "ann"


def test_memberships_are_gathered() -> None:
    assert members_by_household([("h", "x"), ("g", "y"), ("h", "z")]) == [frozenset("xz"), frozenset("y")]


def test_no_households_are_all_exact() -> None:
    empty = evaluate_households([], {}, {}, [], ())
    assert (empty.share_exact, empty.share_right) == (1.0, 1.0)
