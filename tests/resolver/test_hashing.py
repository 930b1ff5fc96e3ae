"""Hashes: the same for the same text in every table, different for different texts."""

from hypothesis import given
from hypothesis import strategies as st

from resolver.hashing import hashes, mixed, symmetric

TEXTS = st.lists(st.text(max_size=12), min_size=1, max_size=20)


@given(TEXTS)
def test_a_hash_depends_on_its_text_alone(texts: list[str]) -> None:
    assert hashes(texts).tolist() == [int(hashes([text])[0]) for text in texts]


@given(TEXTS)
def test_only_the_empty_text_is_nothing(texts: list[str]) -> None:
    assert [word == 0 for word in hashes(texts).tolist()] == [not text for text in texts]


def test_different_texts_have_different_hashes() -> None:
    texts = [f"{name} {number}" for name in ("ada", "bo", "a", "") for number in range(20_000)]
    assert len(set(hashes(texts).tolist())) == len(texts)


def test_hashes_leave_room_for_a_position() -> None:
    assert int(hashes([str(number) for number in range(1000)]).max()) < 2**40


def test_the_order_counts_in_one_mixture_and_not_in_the_other() -> None:
    one, other = hashes(["ada"]), hashes(["pike"])
    assert mixed(one, other) != mixed(other, one)
    assert symmetric(one, other) == symmetric(other, one)
