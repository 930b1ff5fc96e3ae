"""Decisions: one a pair, the reviewers' first, and what contradicts itself left to people."""

import orjson
import pyarrow as pa
import pytest

from graph.decisions import DECISIONS
from resolver.decide import decide, record_ids, settled
from resolver.link import Decisions, Linkage, link
from tests.resolver.town import valid_nhs_number

GIVEN = ["Ann", "Bilal", "Chloe", "Dwayne", "Eszter", "Fatima", "Gareth", "Hetty", "Ivan", "Jun"]
FAMILY = ["Ashdown", "Baptiste", "Chowdhury", "Dlamini", "Eriksen", "Fairweather", "Gunawardena", "Hollis"]


def _records() -> pa.Table:
    """Eighty people, each known to two systems, which give person 0 two NHS numbers."""
    rows = []
    for number in range(80):
        person = {
            "given_name": GIVEN[number % 10],
            "family_name": FAMILY[number // 10],
            "birth_date": f"19{50 + number % 40}-0{1 + number % 9}-1{number % 8}",
            "postcode": f"ZZ{number % 9 + 1} {number % 7 + 1}AB",
            "address_text": f"{number + 1} Long Street",
            "nhs_number": valid_nhs_number(999_123_000 + 2 * number),
        }
        rows.append({"source": "a", "key": str(number), **person})
        rows.append({"source": "b", "key": str(number), **person, "nhs_number": ""})
    rows[1]["nhs_number"] = valid_nhs_number(999_000_000)
    names = ("source", "key", *person)
    return pa.Table.from_pylist(rows, pa.schema({name: pa.string() for name in names}))


@pytest.fixture(scope="module")
def records() -> pa.Table:
    return _records()


@pytest.fixture(scope="module")
def linkage(records: pa.Table) -> Linkage:
    return link(records)


def test_each_pair_has_one_decision_with_evidence_that_adds_up(linkage: Linkage, records: pa.Table) -> None:
    decisions = decide(linkage, records, ())
    assert decisions.schema == DECISIONS
    rows = decisions.to_pylist()
    pairs = [(row["left"], row["right"]) for row in rows]
    assert pairs == sorted(set(pairs))
    assert all(left < right for left, right in pairs)
    for row in rows:
        entries = orjson.loads(row["evidence"])
        assert sum(entry["weight"] for entry in entries) == pytest.approx(row["weight"], abs=0.1)
        assert set(entries[0]) == {"field", "level", "weight"}


def test_evidence_is_what_explain_says(linkage: Linkage, records: pa.Table) -> None:
    first = {
        (row["left"], row["right"]): orjson.loads(row["evidence"])
        for row in decide(linkage, records, ()).to_pylist()
    }
    ids = record_ids(records)
    sides = [ids[linkage.pairs[side][0].as_py()] for side in ("left", "right")]
    expected = {reason.comparison: reason.bits for reason in linkage.explain(0)}
    for entry in first[min(sides), max(sides)]:
        assert entry["weight"] == pytest.approx(expected[entry["field"]], abs=0.006)


def test_a_number_that_may_have_been_issued_anew_is_for_a_person_to_judge(
    linkage: Linkage, records: pa.Table
) -> None:
    decisions = {(row["left"], row["right"]): row for row in decide(linkage, records, ()).to_pylist()}
    assert decisions["a/0", "b/0"]["judgement"] == "unsure"
    assert orjson.loads(decisions["a/0", "b/0"]["evidence"])[-1] == {
        "field": "caveat",
        "level": "their verified numbers differ, but all else agrees: a number may have been issued anew",
        "weight": 0.0,
    }
    assert decisions["a/1", "b/1"]["judgement"] == "match"


def test_a_match_that_was_kept_apart_is_for_a_person_to_judge(records: pa.Table) -> None:
    third = records.slice(2, 1).set_column(0, "source", pa.array(["c"]))
    chain = pa.concat_tables([records, third])
    apart = link(chain, decisions=Decisions(cannot_link=[(2, 160)]))
    judged = {(row["left"], row["right"]): row["judgement"] for row in decide(apart, chain, ()).to_pylist()}
    assert judged["a/1", "c/1"] == "no_match"
    assert sorted((judged["a/1", "b/1"], judged["b/1", "c/1"])) == ["match", "unsure"]


def test_a_reviewed_pair_gets_no_decision_of_the_model(linkage: Linkage, records: pa.Table) -> None:
    decisions = decide(linkage, records, {("a/1", "b/1")}).to_pylist()
    assert ("a/1", "b/1") not in {(row["left"], row["right"]) for row in decisions}


def test_reviewers_judgements_become_constraints(records: pa.Table) -> None:
    reviewed = {("a/0", "b/0"): "match", ("a/1", "b/1"): "no_match", ("a/2", "gone"): "match"}
    made = settled({**reviewed, ("a/3", "b/3"): "unsure"}, record_ids(records))
    assert made == Decisions(must_link=[(0, 1)], cannot_link=[(2, 3)])
