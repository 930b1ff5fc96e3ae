"""Stays from claims: who is where, since when, and who is gone."""

from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resolver.claims import Claim
from resolver.stays import Stay, stays_of

HEALTH, BENEFITS = ("health", 0.9), ("benefits", 0.7)


def _claim(
    place: int,
    since: str,
    until: str = "",
    recorded_at: str = "",
    by: tuple[str, float] = HEALTH,
    person: int = 0,
) -> Claim:
    return Claim(person, place, since, until, recorded_at or since, by[1], by[0])


def _spans(*claims: Claim, died: str = "") -> list[tuple[int, str, str]]:
    stays = stays_of(claims, {0: died} if died else {})
    return [(stay.place, stay.since, stay.until) for stay in stays]


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([_claim(1, "2020-01-01")], [(1, "2020-01-01", "")]),
        (
            [_claim(1, "2020-01-01"), _claim(2, "2022-01-01", by=BENEFITS)],
            [(1, "2020-01-01", "2022-01-01"), (2, "2022-01-01", "")],
        ),
        (
            [_claim(1, "2020-01-01"), _claim(1, "2021-05-01", by=BENEFITS)],
            [(1, "2020-01-01", "")],
        ),
        (
            [
                _claim(1, "2015-01-01", "2018-01-01"),
                _claim(2, "2018-01-01", "2020-01-01"),
                _claim(1, "2020-01-01"),
            ],
            [(1, "2015-01-01", "2018-01-01"), (2, "2018-01-01", "2020-01-01"), (1, "2020-01-01", "")],
        ),
        ([_claim(1, "2020-01-01", "2023-01-01")], [(1, "2020-01-01", "2023-01-01")]),
        (
            [_claim(1, "2020-01-01", by=BENEFITS), _claim(2, "2021-01-01", "2023-01-01")],
            [(1, "2020-01-01", "2021-01-01"), (2, "2021-01-01", "2023-01-01")],
        ),
        (
            [_claim(1, "2020-01-01", "2023-01-01"), _claim(1, "2020-01-01", by=BENEFITS)],
            [(1, "2020-01-01", "2023-01-01")],
        ),
        (
            [_claim(1, "2020-01-01", "2021-01-01"), _claim(2, "2022-01-01", by=BENEFITS)],
            [(1, "2020-01-01", "2021-01-01"), (2, "2022-01-01", "")],
        ),
        ([_claim(1, "")], [(1, "", "")]),
        ([_claim(1, ""), _claim(1, "", by=BENEFITS), _claim(2, "")], [(1, "", "")]),
    ],
    ids=[
        "one",
        "moved",
        "agreed",
        "returned",
        "left",
        "left, others not told",
        "left said once",
        "gap",
        "undated",
        "two undated",
    ],
)
def test_histories(claims: list[Claim], expected: list[tuple[int, str, str]]) -> None:
    assert _spans(*claims) == expected
    assert _spans(*claims[::-1]) == expected


def test_nobody_stays_after_death() -> None:
    assert _spans(_claim(1, "2020-01-01"), died="2022-02-02") == [(1, "2020-01-01", "2022-02-02")]


def test_of_two_claims_of_one_day_the_better_supported_holds() -> None:
    claims = [
        _claim(1, "2020-01-01", by=BENEFITS),
        _claim(2, "2020-01-01"),
        _claim(2, "2020-01-01", by=BENEFITS),
    ]
    assert _spans(*claims) == [(1, "2020-01-01", "2020-01-01"), (2, "2020-01-01", "")]
    overruled, _ = stays_of(claims, {})
    assert not overruled.has_length


days = st.sampled_from(["", "2019-01-01", "2020-01-01", "2021-01-01", "2022-01-01"])
claims = st.builds(
    Claim,
    person=st.integers(0, 2),
    place=st.integers(0, 3),
    since=days,
    until=days,
    recorded_at=days,
    trust=st.sampled_from([0.5, 0.9]),
    source=st.sampled_from(["health", "benefits"]),
)


@example(
    [_claim(2, "2020-01-01", "2019-01-01", recorded_at) for recorded_at in ("2018-01-01", "2019-01-01")],
    Random(1),
    {},
)
@given(
    st.lists(claims, max_size=10), st.randoms(use_true_random=False), st.dictionaries(st.integers(0, 2), days)
)
def test_at_most_one_present_stay_and_no_end_before_its_start(
    drawn: list[Claim], random: Random, died: dict[int, str]
) -> None:
    stays = stays_of(drawn, died)
    assert {stay.person for stay in stays} == {claim.person for claim in drawn}
    for person in {stay.person for stay in stays}:
        own = [stay for stay in stays if stay.person == person]
        assert sum(stay.is_current for stay in own) <= 1
        assert all(not stay.until or stay.until >= stay.since for stay in own)
    shuffled = list(drawn)
    random.shuffle(shuffled)
    assert stays_of(shuffled, died) == stays


def test_a_stay_is_known_from_its_first_recording_and_seen_until_its_last() -> None:
    (stay,) = stays_of(
        [
            _claim(1, "2020-01-01", recorded_at="2020-03-01"),
            _claim(1, "2020-01-01", recorded_at="2023-01-01"),
        ],
        {},
    )
    assert stay == Stay(0, 1, "2020-01-01", "", "2020-03-01", "2023-01-01")
