"""What each cut of a person would do, and which people are worth a look."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from resolver.explain.built import Pull
from resolver.explain.text import study_text
from resolver.studio import doubtful, study

RECORDS = [f"s/{letter}" for letter in "abcdef"]
pulls = st.dictionaries(
    st.sampled_from(list(combinations(RECORDS, 2))), st.floats(-12, 12).filter(lambda bits: abs(bits) > 0.01)
).map(lambda found: [Pull(left, right, bits) for (left, right), bits in found.items()])


def _triangles(between: float) -> list[Pull]:
    inside = [Pull(f"s/{a}", f"s/{b}", 9.0) for trio in ("abc", "xyz") for a, b in combinations(trio, 2)]
    return [*inside, Pull("s/c", "s/x", between)]


def test_two_groups_on_one_pair_come_apart_at_the_bridge() -> None:
    found = study("p", [f"s/{letter}" for letter in "abcxyz"], _triangles(5.0))
    assert found.bridges == (("s/c", "s/x"),)
    weakest = found.cuts[0]
    assert (weakest.lost, weakest.against, weakest.pairs, weakest.is_bridge) == (5.0, 0.0, 1, True)
    assert {weakest.keeps, weakest.leaves} == {("s/a", "s/b", "s/c"), ("s/x", "s/y", "s/z")}
    assert "alone hold two parts together" in study_text(found)
    assert "on one pair" in study_text(found)


def test_the_largest_part_keeps_the_id() -> None:
    ties = [
        Pull("s/a", "s/b", 9.0),
        Pull("s/a", "s/c", 9.0),
        Pull("s/b", "s/c", 9.0),
        Pull("s/c", "s/d", 1.0),
    ]
    weakest = study("p", ["s/a", "s/b", "s/c", "s/d"], ties).cuts[0]
    assert (weakest.keeps, weakest.leaves) == (("s/a", "s/b", "s/c"), ("s/d",))


@given(pulls)
def test_a_cut_parts_all_records_and_counts_every_pair_between(given_: list[Pull]) -> None:
    found = study("p", RECORDS, given_)
    for cut in found.cuts:
        assert sorted(cut.keeps + cut.leaves) == RECORDS
        assert len(cut.keeps) >= len(cut.leaves) > 0
        across = [pull.bits for pull in given_ if (pull.left in cut.keeps) != (pull.right in cut.keeps)]
        assert abs(cut.balance - sum(across)) < 1e-9
    assert [cut.balance for cut in found.cuts] == sorted(cut.balance for cut in found.cuts)


def test_the_most_doubtful_come_first_and_the_plain_not_at_all() -> None:
    plain = study("plain", ["s/a", "s/b"], [Pull("s/a", "s/b", 11.0)])
    weak = study("weak", ["s/a", "s/b"], [Pull("s/a", "s/b", 2.0)])
    torn = study(
        "torn",
        ["s/a", "s/b", "s/c"],
        [Pull("s/a", "s/b", 9.0), Pull("s/a", "s/c", 5.0), Pull("s/b", "s/c", -7.0)],
    )
    odd = study("odd", ["s/a", "s/b"], [Pull("s/a", "s/b", 11.0)], {"birth_date": 2})
    assert [each.person for each in doubtful([plain, weak, torn, odd])] == ["torn", "weak", "odd"]
    assert "birth_date: 2 different values" in study_text(odd)


def test_cohesion_is_the_share_of_pairs_that_speak_for() -> None:
    assert study("p", ["s/a", "s/b", "s/c"], [Pull("s/a", "s/b", 1.0)]).cohesion == 1 / 3
    assert study("p", ["s/a"], []).cohesion == 1
