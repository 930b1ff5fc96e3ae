"""Letters: what they rule out, a closer look would have ruled out too."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from resolver.compare.letters import Letters
from resolver.packed import Codes

LEFT, RIGHT = np.array([0], dtype=np.int32), np.array([1], dtype=np.int32)
TEXTS = st.text(st.sampled_from("abcdeé 0123"), min_size=1, max_size=12)


@given(TEXTS, TEXTS, st.sampled_from([16, 32]))
def test_what_is_possible_is_never_ruled_out(one: str, other: str, kinds: int) -> None:
    letters = Letters((one, other), kinds)
    edits = OSA.distance(one, other)
    assert letters.may_be_edits(LEFT, RIGHT, edits)[0]
    assert letters.may_have_ratio(LEFT, RIGHT, fuzz.ratio(one, other) / 100)[0]
    assert letters.may_be_similar(LEFT, RIGHT, JaroWinkler.similarity(one, other), 0)[0]
    assert letters.may_be_similar(LEFT, RIGHT, 1.0, edits)[0]


def test_texts_of_other_letters_are_ruled_out() -> None:
    letters = Letters(("07700900123", "07844556688"), kinds=16)
    assert not letters.may_be_edits(LEFT, RIGHT, 1)[0]
    names = Letters(("shevchenko", "armitage"), kinds=32)
    assert not names.may_be_similar(LEFT, RIGHT, 0.78, 2)[0]
    assert not names.may_have_ratio(LEFT, RIGHT, 0.65)[0]


def test_of_long_texts_nothing_is_ruled_out_by_their_size() -> None:
    letters = Letters(("a" * 80, "a" * 30 + "b" * 60), kinds=32)
    assert letters.may_have_ratio(LEFT, RIGHT, 0.3)[0]
    assert letters.may_be_similar(LEFT, RIGHT, 0.6, 0)[0]


def test_no_values_are_no_trouble() -> None:
    none: Codes = np.empty(0, dtype=np.int32)
    assert len(Letters((), 16).may_be_edits(none, none, 1)) == 0
