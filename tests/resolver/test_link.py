"""Linking a small invented town: who is who, whatever the order, and why."""

from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest

from resolver.evaluate import evaluate
from resolver.link import Decisions, Linkage, link
from tests.resolver.people import Row, table
from tests.resolver.town import town

GENERATION = 13


@pytest.fixture(scope="module")
def records() -> pa.Table:
    return town(1500, 11)


@pytest.fixture(scope="module")
def linkage(records: pa.Table) -> Linkage:
    return link(records.drop_columns(["person"]))


@pytest.fixture(scope="module")
def false_pairs(records: pa.Table, linkage: Linkage) -> list[tuple[Row, Row]]:
    """Pairs of records that are in one cluster and not of one person."""
    entity = linkage.clusters["entity_id"].to_pylist()
    rows = records.to_pylist()
    groups: dict[object, list[Row]] = {}
    for label, row in zip(entity, rows, strict=True):
        groups.setdefault(label, []).append(row)
    return [
        (one, other)
        for group in groups.values()
        for place, one in enumerate(group)
        for other in group[:place]
        if one["person"] != other["person"]
    ]


def test_people_are_found(records: pa.Table, linkage: Linkage) -> None:
    found = evaluate(linkage.clusters["entity_id"], records["person"])
    assert found.pairwise.f1 > 0.96
    assert found.b_cubed.f1 > 0.97
    assert found.pairwise.precision > 0.98


def test_twins_stay_apart(false_pairs: list[tuple[Row, Row]]) -> None:
    for one, other in false_pairs:
        is_twin = one["birth_date"] and one["birth_date"] == other["birth_date"]
        assert not (is_twin and one["given_name"] != other["given_name"])


def is_dated(row: Row) -> bool:
    return row["birth_date"] not in (None, "1900-01-01")


def test_father_and_son_of_one_name_stay_apart(records: pa.Table, linkage: Linkage) -> None:
    dated = [row for row in records.to_pylist() if is_dated(row) and row["address_text"]]
    entity = dict(
        zip(linkage.clusters["key"].to_pylist(), linkage.clusters["entity_id"].to_pylist(), strict=True)
    )
    homes: dict[object, list[Row]] = {}
    for row in dated:
        homes.setdefault((row["given_name"], row["family_name"], row["address_text"]), []).append(row)
    namesakes = [
        (one, other)
        for group in homes.values()
        for one, other in combinations(group, 2)
        if abs(int(str(one["birth_date"])[:4]) - int(str(other["birth_date"])[:4])) > GENERATION
        and one["person"] != other["person"]
    ]
    joined = sum(entity[str(one["key"])] == entity[str(other["key"])] for one, other in namesakes)
    assert len(namesakes) >= 19
    assert joined <= 1


def test_people_with_different_nhs_numbers_are_never_one(false_pairs: list[tuple[Row, Row]]) -> None:
    assert not [1 for one, other in false_pairs if one["nhs_number"] and other["nhs_number"]]


def test_another_order_of_the_records_makes_the_same_people(records: pa.Table, linkage: Linkage) -> None:
    order = np.random.default_rng(5).permutation(records.num_rows)
    again = link(records.take(order).drop_columns(["person"]))
    assert again.model == linkage.model
    assert again.clusters["entity_id"].to_pylist() == linkage.clusters["entity_id"].take(order).to_pylist()


def test_an_explanation_adds_up_to_the_weight(linkage: Linkage) -> None:
    weights = linkage.pairs["weight"].to_numpy()
    assert sum(part.bits for part in linkage.parts()) == pytest.approx(weights, abs=1e-3)
    for pair in (0, 7, linkage.pairs.num_rows - 1):
        reasons = linkage.explain(pair)
        assert sum(reason.bits for reason in reasons) == pytest.approx(weights[pair], abs=1e-3)
        assert [reasons[0].comparison, reasons[-1].comparison] == ["prior", "namesake"]


def test_the_levels_of_a_pair_are_those_of_its_explanation(linkage: Linkage) -> None:
    codes = {part.comparison: part.levels for part in linkage.parts()}
    for comparison in linkage.model.comparisons:
        assert (linkage.pairs[comparison.name].to_numpy() == codes[comparison.name]).all()


def test_judgements_follow_the_thresholds(linkage: Linkage) -> None:
    probability = linkage.pairs["probability"].to_numpy()
    judgement = np.array(linkage.pairs["judgement"].to_pylist())
    assert (probability[judgement == "match"] >= 0.95 - 1e-6).all()
    assert (probability[judgement == "unsure"] < 0.95 + 1e-6).all()
    assert probability.min() > 0.049


def test_what_people_decided_holds(records: pa.Table, linkage: Linkage) -> None:
    pairs = linkage.pairs.to_pylist()
    joined = next((pair["left"], pair["right"]) for pair in pairs if pair["judgement"] == "match")
    people = records["person"].to_pylist()
    other = next(row for row in range(len(people)) if people[row] != people[joined[0]])
    decisions = Decisions(must_link=[(other, joined[1])], cannot_link=[joined])
    again = link(records.drop_columns(["person"]), learned=linkage.learned, decisions=decisions)
    entity = again.clusters["entity_id"].to_pylist()
    assert entity[joined[0]] != entity[joined[1]] == entity[other]
    judged = {frozenset((row["left"], row["right"])): row["judgement"] for row in again.pairs.to_pylist()}
    assert judged[frozenset(joined)] == "no_match"
    assert judged[frozenset((other, joined[1]))] == "match"


def test_progress_is_told_stage_by_stage(linkage: Linkage) -> None:
    heard: list[str] = []
    link(town(40, 2), progress=lambda stage, _done: heard.append(stage))
    assert list(dict.fromkeys(heard)) == ["standardise", "pilot", "compare", "block", "weigh", "cluster"]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"given_name": "Ada"}],
        [{"given_name": None}, {"given_name": None}],
        [{"family_name": "Pike"}, {"family_name": "Pike"}, {"family_name": "Marsh"}],
    ],
    ids=["no records", "one record", "records that say nothing", "one field"],
)
def test_little_to_go_on_is_no_error(rows: list[Row]) -> None:
    records = (
        table(rows)
        if rows
        else pa.table({"source": pa.array([], pa.string()), "key": pa.array([], pa.string())})
    )
    found = link(records)
    assert found.clusters.num_rows == len(rows)
    assert found.pairs.schema.names[:5] == ["left", "right", "weight", "probability", "judgement"]
