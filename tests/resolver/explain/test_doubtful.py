"""The doubtful people of the graph, from the decisions between their records."""

from graph.joined import Joined, Tied
from resolver.explain.doubtful import doubtful_people, study_of


def test_people_whose_every_pair_is_strong_are_left_out() -> None:
    strong = Joined("strong", ("s/a", "s/b"), (Tied("s/a", "s/b", "match", 9.0, by_reviewer=False),))
    weak = Joined("weak", ("s/a", "s/b"), (Tied("s/a", "s/b", "unsure", 1.0, by_reviewer=False),))
    unheld = Joined("unheld", ("s/a", "s/b"))
    assert [each.person for each in doubtful_people([strong, weak, unheld])] == ["unheld", "weak"]


def test_what_a_reviewer_judged_holds_without_a_weight() -> None:
    tie = Tied("s/a", "s/b", "match", None, by_reviewer=True)
    (pull,) = study_of(Joined("p", ("s/a", "s/b"), (tie,))).pulls
    assert (pull.bits, pull.settled) == (0.0, True)
    unsure = Tied("s/a", "s/b", "unsure", 30.0, by_reviewer=True)
    (pull,) = study_of(Joined("p", ("s/a", "s/b"), (unsure,))).pulls
    assert (pull.bits, pull.settled) == (12.0, None)
