"""Reviewers' decisions in the graph: who, when and why are kept, and two at once never both stand."""

import asyncio

import orjson
import pyarrow as pa
import pytest

from graph.decisions import DECISIONS, Making, keep_decisions, read_reviewed
from graph.errors import ReviewError
from graph.review import take
from graph.reviewed import read_made, read_open
from graph.ruling import Becomes, Opinion
from graph.store import Store, Target
from tests.graph.derived_world import put_records, with_store

pytestmark = pytest.mark.neo4j

FIRST = Making("resolver 1/aa", "2026-01-01T00:00:00Z")
EVIDENCE = [{"field": "prior", "level": "two records taken at random", "weight": 2.0}]


def _opinion(
    judgement: str, reviewer: str = "ann", pair: str = "ab", reason: str = "spoke to them"
) -> Opinion:
    return Opinion(f"s/{pair[0]}", f"s/{pair[1]}", judgement, reviewer, reason)


async def _world(store: Store, **restrictions: str) -> None:
    await put_records(
        store, *({"source": "s", "key": key, "restriction": restrictions.get(key)} for key in "abc")
    )
    rows = [
        {
            "left": f"s/{pair[0]}",
            "right": f"s/{pair[1]}",
            "judgement": judgement,
            "weight": 2.0,
            "probability": probability,
            "evidence": orjson.dumps(EVIDENCE).decode(),
        }
        for pair, judgement, probability in (
            ("ab", "unsure", 0.8),
            ("bc", "match", 0.97),
            ("ac", "match", 1.0),
        )
    ]
    await keep_decisions(store, pa.Table.from_pylist(rows, DECISIONS), FIRST)


async def _open(store: Store) -> list[tuple[str, str]]:
    return [(pair.left, pair.right) for pair in await read_open(store)]


def test_what_is_in_doubt_waits_with_its_evidence(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await _world(store)
        doubtful, weak = await read_open(store)
        assert (doubtful.left, doubtful.right) == ("s/a", "s/b")
        assert (weak.left, weak.right) == ("s/b", "s/c")
        assert doubtful.evidence == tuple(EVIDENCE)
        assert doubtful.sizes == (1, 1)
        assert [(pair.left, pair.right) for pair in await read_open(store, sure=0.5)] == [("s/a", "s/b")]

    with_store(empty_database, work)


def test_a_decision_stands_with_who_when_and_why(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await _world(store)
        assert await take(store, _opinion("match", pair="ba")) is Becomes.STANDS
        assert await read_reviewed(store) == {("s/a", "s/b"): "match"}
        assert await _open(store) == [("s/b", "s/c")]
        (made,) = await read_made(store)
        assert (made.left, made.right, made.judgement, made.reviewer) == ("s/a", "s/b", "match", "ann")
        assert made.reason == "spoke to them"
        assert made.made_at > FIRST.at
        seen = await store.read(
            "MATCH (d:Decision {made_by: 'reviewer:ann'}) RETURN d.weight AS weight, d.evidence AS evidence"
        )
        assert seen == [{"weight": 2.0, "evidence": orjson.dumps(EVIDENCE).decode()}]
        assert await take(store, _opinion("match", "ben")) is Becomes.UNCHANGED

    with_store(empty_database, work)


def test_a_contradiction_is_refused_and_a_replacement_keeps_the_history(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await _world(store)
        await take(store, _opinion("match"))
        with pytest.raises(ReviewError, match="ann has found match"):
            await take(store, _opinion("no_match", "ben"))
        assert await read_reviewed(store) == {("s/a", "s/b"): "match"}
        await take(store, _opinion("no_match", "ben", reason="met both"), replaces=True)
        assert await read_reviewed(store) == {("s/a", "s/b"): "no_match"}
        kept = {each.reviewer: each for each in await read_made(store, everything=True)}
        assert kept["ann"].superseded_by == "reviewer:ben"
        assert kept["ann"].superseded_reason == "met both"
        assert kept["ben"].superseded_at is None
        assert [each.reviewer for each in await read_made(store)] == ["ben"]
        assert await read_made(store, "s/c") == []

    with_store(empty_database, work)


def test_a_decision_is_withdrawn_and_stays_in_the_history(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await _world(store)
        await take(store, _opinion("no_match"))
        assert await take(store, _opinion("withdrawn", "ben", reason="wrong file")) is Becomes.WITHDRAWN
        assert await read_reviewed(store) == {}
        (made,) = await read_made(store, everything=True)
        assert (made.judgement, made.superseded_by, made.superseded_reason) == (
            "no_match",
            "reviewer:ben",
            "wrong file",
        )
        with pytest.raises(ReviewError, match="none to withdraw"):
            await take(store, _opinion("withdrawn"))

    with_store(empty_database, work)


@pytest.mark.parametrize("restriction", ["restricted", "sealed"])
def test_a_restricted_record_takes_two_reviewers(empty_database: Target, restriction: str) -> None:
    async def work(store: Store) -> None:
        await _world(store, b=restriction)
        assert await take(store, _opinion("match")) is Becomes.PROPOSED
        assert await read_reviewed(store) == {}
        waiting = {pair.left + pair.right: pair for pair in await read_open(store)}["s/as/b"]
        assert (waiting.proposed_by, waiting.proposes) == ("ann", "match")
        assert waiting.evidence == tuple(EVIDENCE)
        assert await take(store, _opinion("no_match", "cat", pair="bc")) is Becomes.PROPOSED
        assert {pair.proposed_by for pair in await read_open(store, sure=0.5)} == {"ann", "cat"}
        assert await take(store, _opinion("match")) is Becomes.UNCHANGED
        assert await take(store, _opinion("match", "ben", reason="saw the file")) is Becomes.STANDS
        assert await read_reviewed(store) == {("s/a", "s/b"): "match"}
        history = {each.reviewer: each for each in await read_made(store, everything=True)}
        assert history["ben"].confirms is not None
        assert (history["ann"].proposes, history["ann"].superseded_by) == ("match", "reviewer:ben")

    with_store(empty_database, work)


def test_the_restriction_of_a_person_counts_as_well(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await _world(store)
        await store.write(
            "MATCH (r:Record {id: 's/a'}) CREATE (r)-[:IS]->(:Person {id: 'p1', restriction: 'sealed'})"
        )
        assert await take(store, _opinion("match")) is Becomes.PROPOSED

    with_store(empty_database, work)


def test_of_two_reviewers_at_once_one_stands(empty_database: Target) -> None:
    async def work(store: Store) -> None:
        await _world(store)
        opinions = [_opinion("match", "ann"), _opinion("no_match", "ben")] * 3
        outcomes = await asyncio.gather(
            *(take(store, opinion) for opinion in opinions), return_exceptions=True
        )
        assert outcomes.count(Becomes.STANDS) == 1
        assert sum(isinstance(each, ReviewError) for each in outcomes) == 3
        assert len(await read_made(store, everything=True)) == 1

    with_store(empty_database, work)


@pytest.mark.parametrize(
    "opinion",
    [
        Opinion("s/a", "s/zz", "match", "ann", "x"),
        Opinion("s/a", "s/a", "match", "ann", "x"),
        Opinion("s/a", "s/b", "perhaps", "ann", "x"),
        Opinion("s/a", "s/b", "match", " ", "x"),
        Opinion("s/a", "s/b", "match", "ann", " "),
    ],
)
def test_an_opinion_that_says_too_little_is_refused(empty_database: Target, opinion: Opinion) -> None:
    async def work(store: Store) -> None:
        await _world(store)
        with pytest.raises(ReviewError):
            await take(store, opinion)
        assert await read_made(store) == []

    with_store(empty_database, work)
