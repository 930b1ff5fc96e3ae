"""No count tells of one person: small ones are not told, the others are moved, always alike, and rounded."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gql.disclosure import BUCKETS, Disclosure, Population, shown_count

SECRET = b"noise is drawn from this secret."
SIZES = st.integers(min_value=0, max_value=400)
SMALLEST = st.integers(min_value=2, max_value=30)
ROUND_TO = st.integers(min_value=1, max_value=20)
PEOPLE = st.sets(st.integers(min_value=0, max_value=120).map("p-{}".format), max_size=120)


def of(people: set[str], secret: bytes = SECRET) -> Population:
    return Population.of(sorted(people), secret)


def crowd(size: int, mark: str = "") -> Population:
    return Population.of([f"{mark}{number}" for number in range(size)], SECRET)


@given(count=SIZES, smallest=SMALLEST, round_to=ROUND_TO)
def test_a_count_is_not_told_or_a_multiple_that_is_not_small(
    count: int, smallest: int, round_to: int
) -> None:
    shown = shown_count(count, smallest, round_to)
    if count < smallest:
        assert shown is None
        return
    assert shown is not None
    assert shown % round_to == 0
    assert shown >= smallest
    assert abs(shown - count) < max(round_to, 2)


@given(one=SIZES, other=SIZES, smallest=SMALLEST, round_to=ROUND_TO)
def test_more_people_are_never_shown_as_fewer(one: int, other: int, smallest: int, round_to: int) -> None:
    less, more = (shown_count(each, smallest, round_to) or 0 for each in sorted((one, other)))
    assert less <= more


def test_none_and_nearly_enough_look_alike() -> None:
    assert {shown_count(count, 10, 5) for count in range(10)} == {None}
    assert shown_count(10, 10, 5) == 10
    assert shown_count(0, 0, 5) is None


@given(people=PEOPLE)
def test_a_population_is_who_is_in_it_in_whatever_order(people: set[str]) -> None:
    one, other = of(people), Population.of(sorted(people, reverse=True), SECRET)
    assert (one.size, one.digest) == (other.size, other.digest) == (len(people), one.digest)
    assert (one.sketch == other.sketch).all()
    assert len(one.sketch) == BUCKETS
    assert int(one.sketch.sum()) == len(people)


@given(one=PEOPLE, other=PEOPLE)
def test_two_populations_differ_by_at_least_as_many_as_their_sketches(one: set[str], other: set[str]) -> None:
    apart = np.abs(of(one).sketch.astype(int) - of(other).sketch.astype(int)).sum()
    assert apart <= len(one ^ other)
    assert (of(one).digest == of(other).digest) == (one == other)


def test_nobody_tests_against_a_population_without_the_secret() -> None:
    people = {f"p-{number}" for number in range(20)}
    mine, theirs = of(people), of(people, b"another secret of those who guess")
    assert mine.digest != theirs.digest
    assert (mine.sketch != theirs.sketch).any()
    assert "secret" not in repr(Disclosure(10, 5, SECRET))


@given(size=SIZES, smallest=SMALLEST, round_to=ROUND_TO)
def test_what_is_told_is_near_the_truth_and_never_small(size: int, smallest: int, round_to: int) -> None:
    told = Disclosure(smallest, round_to, SECRET).told(crowd(size))
    if size < smallest:
        assert told is None
        return
    assert told is not None
    assert told % round_to == 0
    assert told >= smallest
    assert abs(told - size) <= 2 * round_to


@given(people=PEOPLE.filter(lambda each: len(each) >= 10))
def test_the_same_people_are_always_told_alike(people: set[str]) -> None:
    assert len({Disclosure(10, 5, SECRET).told(of(people)) for _ in range(3)}) == 1


def test_other_people_have_noise_of_their_own() -> None:
    """So that a whole less its parts does not tell the part that is missing (complementary suppression)."""
    disclosure = Disclosure(10, 5, SECRET)
    left_over = Counter[int]()
    for number in range(200):
        missing = 7
        parts = [crowd(size, f"{number}-{size}-") for size in (40, 60)]
        whole = crowd(100 + missing, f"{number}-")
        told = [disclosure.told(each) for each in (whole, *parts)]
        whole_told, *parts_told = [each for each in told if each is not None]
        left_over[whole_told - sum(parts_told)] += 1
    assert len(left_over) >= 5
    assert max(left_over.values()) < 100


@pytest.mark.parametrize("round_to", [1, 5])
def test_noise_goes_either_way_and_as_far_as_it_may(round_to: int) -> None:
    disclosure = Disclosure(10, round_to, SECRET)
    moved = {disclosure._noise(crowd(50, str(number))) for number in range(500)}
    assert moved == set(range(-round_to, round_to + 1))
