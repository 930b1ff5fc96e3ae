"""What becomes of a reviewer's opinion: a table of cases, and what may never happen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import ReviewError
from graph.ruling import Becomes, Opinion, Ruling, Standing, rule

MODEL = Standing("m", "unsure", "resolver 1/aa")
ANN = Standing("a", "match", "reviewer:ann")
PROPOSED = Standing("p", "unsure", "reviewer:ann", "match")


def _opinion(judgement: str, reviewer: str = "ben") -> Opinion:
    return Opinion("s/2", "s/1", judgement, reviewer, "because")


def _rule(opinion: Opinion, *standing: Standing, restricted: bool = False, replaces: bool = False) -> Ruling:
    return rule(opinion, standing, restricted=restricted, replaces=replaces)


def test_an_opinion_names_its_pair_in_order() -> None:
    assert _opinion("match").pair == ("s/1", "s/2")


def test_a_first_opinion_takes_the_place_of_the_models() -> None:
    assert _rule(_opinion("match"), MODEL) == Ruling(Becomes.STANDS, ("m",))


def test_the_same_again_changes_nothing() -> None:
    assert _rule(_opinion("match"), ANN).becomes is Becomes.UNCHANGED


def test_another_reviewer_is_overruled_only_when_told_to() -> None:
    with pytest.raises(ReviewError, match="reviewer:ann has found match"):
        _rule(_opinion("no_match"), ANN)
    assert _rule(_opinion("no_match"), ANN, replaces=True) == Ruling(Becomes.STANDS, ("a",))


def test_a_reviewer_may_change_their_own_mind() -> None:
    assert _rule(_opinion("no_match", "Ann"), ANN) == Ruling(Becomes.STANDS, ("a",))


def test_a_decision_is_withdrawn_and_the_models_is_left() -> None:
    assert _rule(_opinion("withdrawn"), ANN, MODEL) == Ruling(Becomes.WITHDRAWN, ("a",))


def test_there_must_be_something_to_withdraw() -> None:
    with pytest.raises(ReviewError, match="none to withdraw"):
        _rule(_opinion("withdrawn"), MODEL)


def test_on_a_restricted_record_the_first_proposes_and_the_second_confirms() -> None:
    assert _rule(_opinion("match", "ann"), MODEL, restricted=True) == Ruling(Becomes.PROPOSED)
    confirmed = _rule(_opinion("match"), MODEL, PROPOSED, restricted=True)
    assert confirmed == Ruling(Becomes.STANDS, ("m", "p"), "p")


@pytest.mark.parametrize("name", ["ann", "ANN"])
def test_nobody_confirms_their_own_proposal(name: str) -> None:
    assert _rule(_opinion("match", name), PROPOSED, restricted=True).becomes is Becomes.UNCHANGED


def test_a_second_who_finds_otherwise_is_refused_or_proposes_anew() -> None:
    with pytest.raises(ReviewError, match="reviewer:ann has found match"):
        _rule(_opinion("no_match"), PROPOSED, restricted=True)
    anew = _rule(_opinion("no_match"), PROPOSED, restricted=True, replaces=True)
    assert anew == Ruling(Becomes.PROPOSED, ("p",))


def test_to_withdraw_on_a_restricted_record_takes_two_as_well() -> None:
    assert _rule(_opinion("withdrawn", "cat"), ANN, restricted=True).becomes is Becomes.PROPOSED
    asked = Standing("w", "unsure", "reviewer:cat", "withdrawn")
    assert _rule(_opinion("withdrawn"), ANN, asked, restricted=True) == Ruling(
        Becomes.WITHDRAWN, ("a", "w"), "w"
    )


def test_a_proposal_can_be_withdrawn() -> None:
    assert _rule(_opinion("withdrawn"), PROPOSED, restricted=True) == Ruling(Becomes.WITHDRAWN, ("p",))


judgements = st.sampled_from(["match", "no_match", "unsure", "withdrawn"])


@given(st.lists(st.tuples(judgements, st.sampled_from(["ann", "ben"]), st.booleans()), max_size=12))
def test_on_a_restricted_record_nothing_stands_that_two_did_not_find(
    opinions: list[tuple[str, str, bool]],
) -> None:
    """Whatever two reviewers say in whatever order: at most one decision and one proposal are open."""
    standing: list[Standing] = [MODEL]
    for number, (judgement, reviewer, replaces) in enumerate(opinions):
        opinion = _opinion(judgement, reviewer)
        try:
            ruling = rule(opinion, standing, restricted=True, replaces=replaces)
        except ReviewError:
            continue
        if ruling.becomes is Becomes.STANDS:
            proposal = next(each for each in standing if each.id == ruling.confirms)
            assert proposal.proposes == judgement
            assert proposal.made_by != opinion.made_by
        standing = [each for each in standing if each.id not in ruling.supersedes]
        if ruling.becomes in {Becomes.STANDS, Becomes.PROPOSED}:
            proposes = judgement if ruling.becomes is Becomes.PROPOSED else None
            standing.append(Standing(str(number), judgement, opinion.made_by, proposes))
        assert sum(each.proposes is None and each.is_reviewers for each in standing) <= 1
        assert sum(each.proposes is not None for each in standing) <= 1
