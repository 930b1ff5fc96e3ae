"""Sorting and grouping of codes, held against numpy's own."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from resolver.packed import (
    dense,
    group,
    group_pairs,
    group_sizes,
    is_among,
    order,
    pack,
    sorted_unique,
    unpack,
)

words = arrays(np.uint64, st.integers(0, 60), elements=st.integers(0, 2**64 - 1) | st.integers(0, 5))
codes = arrays(np.int32, st.integers(0, 60), elements=st.integers(-1, 6))


@given(words)
def test_distinct_words_are_those_of_numpy(given_words: np.ndarray) -> None:
    assert sorted_unique(given_words).tolist() == sorted(set(given_words.tolist()))


@given(words)
def test_grouping_leads_back_to_the_words(given_words: np.ndarray) -> None:
    grouped = group(given_words)
    assert grouped.distinct.tolist() == sorted(set(given_words.tolist()))
    assert grouped.distinct[grouped.inverse].tolist() == given_words.tolist()


@given(words)
def test_order_is_stable(given_words: np.ndarray) -> None:
    assert order(given_words).tolist() == np.argsort(given_words, kind="stable").tolist()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 2**31 - 1)), max_size=40))
def test_grouped_pairs_lead_back_to_the_pairs(given_pairs: list[tuple[int, int]]) -> None:
    ends = np.array(given_pairs, dtype=np.int32).reshape(-1, 2)
    left, right, inverse = group_pairs(ends[:, 0], ends[:, 1])
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == sorted(set(given_pairs))
    assert list(zip(left[inverse].tolist(), right[inverse].tolist(), strict=True)) == given_pairs


@given(codes)
def test_dense_codes_keep_their_order_and_have_no_gaps(given_codes: np.ndarray) -> None:
    made = dense(given_codes)
    assert sorted(set(made.tolist()) - {-1}) == list(range(len(set(given_codes.tolist()) - {-1})))
    assert ((made < 0) == (given_codes < 0)).all()
    assert (np.sign(np.diff(made)) == np.sign(np.diff(given_codes))).all()


@given(words)
def test_sizes_of_runs_add_up(given_words: np.ndarray) -> None:
    starts, sizes = group_sizes(np.sort(given_words))
    assert sizes.sum() == len(given_words)
    assert len(starts) == len(set(given_words.tolist()))


@given(words, words)
def test_membership_is_that_of_sets(given_words: np.ndarray, among: np.ndarray) -> None:
    known = set(among.tolist())
    assert is_among(given_words, sorted_unique(among)).tolist() == [
        word in known for word in given_words.tolist()
    ]


def test_of_many_words_those_among_others_are_found() -> None:
    many = np.random.default_rng(5).integers(0, 1 << 40, 20_000, dtype=np.uint64)
    some = sorted_unique(np.concatenate([many[::7], many[:50] + np.uint64(1)]))
    for words in (many, many.reshape(40, 500), many[:60].reshape(3, 20)):
        assert is_among(words, some).tolist() == np.isin(words, some).tolist()
        assert not is_among(words, some[:0]).any()


def test_packing_and_unpacking_agree() -> None:
    left, right = np.array([0, 7, 2**31 - 1], dtype=np.int32), np.array([2**31 - 1, 0, 5], dtype=np.int32)
    one, other = unpack(pack(left, right))
    assert (one == left).all()
    assert (other == right).all()
