"""The order of questions: the same each time, all of them, and spread over patterns and people."""

from itertools import islice
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from resolver.review.question import Question
from resolver.review.queue import in_order


def _question(name: str, together: float = 0.0, pattern: str = "x", **changes: object) -> Question:
    facts: dict[str, object] = {
        "left": f"{name}1",
        "right": f"{name}2",
        "pattern": (pattern,),
        "people": (f"{name}1", f"{name}2"),
        "sizes": (1, 1),
        "together": together,
    }
    return Question(**{**facts, **changes})  # type: ignore[arg-type]


questions = st.lists(
    st.builds(_question, st.text("abc", min_size=1, max_size=4), st.floats(-20, 20), st.sampled_from("xyz")),
    unique_by=lambda each: each.left,
)


@given(questions, st.randoms(use_true_random=False))
def test_every_question_comes_once_in_an_order_of_its_own(asked: list[Question], dice: object) -> None:
    first = [each.question for each in in_order(asked)]
    assert sorted(first, key=lambda each: each.left) == sorted(asked, key=lambda each: each.left)
    dice.shuffle(asked)  # type: ignore[attr-defined]
    assert [each.question for each in in_order(asked)] == first


@given(questions)
def test_gains_fall(asked: list[Question]) -> None:
    gains = [each.gain for each in in_order(asked)]
    assert gains == sorted(gains, reverse=True)


def test_doubt_comes_first() -> None:
    asked = [_question("a", -9.0), _question("b", 0.5), _question("c", -3.0)]
    assert [each.question.left for each in in_order(asked)] == ["b1", "c1", "a1"]


def test_of_what_holds_the_weakest_comes_first() -> None:
    joined: dict[str, Any] = {"people": ("p", "p"), "sizes": (2, 2)}
    asked = [_question("a", 9.0, **joined), _question("b", 2.0, **{**joined, "people": ("q", "q")})]
    assert [each.question.left for each in in_order(asked)] == ["b1", "a1"]


def test_what_touches_more_records_comes_first() -> None:
    asked = [_question("a", -1.0), _question("b", -1.0, sizes=(4, 3))]
    assert [each.question.left for each in in_order(asked)] == ["b1", "a1"]


def test_questions_about_the_same_people_wait() -> None:
    same: dict[str, Any] = {"people": ("p", "q"), "sizes": (2, 2)}
    asked = [_question("a", 0.0, "x", **same), _question("b", 0.0, "y", **same), _question("c", 0.0, "z")]
    assert [each.question.left for each in islice(in_order(asked), 2)] == ["a1", "c1"]


def test_other_patterns_get_their_turn() -> None:
    asked = [_question(name, 0.0, "x") for name in "abcdef"] + [_question("z", -0.5, "rare")]
    assert [each.question.left for each in islice(in_order(asked), 2)][1] == "z1"


def test_a_common_pattern_teaches_more() -> None:
    asked = [_question("a", 0.0, "rare"), *(_question(name, 0.0, "common") for name in "bcd")]
    assert next(in_order(asked)).alike == 3
