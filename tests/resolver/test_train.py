"""Training: what is expected helps where records are few, and what people have settled is heeded."""

import json
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pyarrow as pa
import pytest

from resolver import train
from resolver.compare.declared import comparisons_for
from resolver.evaluate import evaluate
from resolver.link import Decisions, link
from resolver.model import Model
from resolver.packed import pack
from resolver.patterns import MATCH, NO_MATCH, OPEN
from resolver.records import Records
from resolver.settings import default_settings
from resolver.train import Labelled, shipped_model
from tests.resolver.town import town

DIFFERENT = "different addresses"
SMALL = [town(42, seed) for seed in range(40, 46)]


def errors(tables: list[pa.Table]) -> float:
    """How far the pairwise F1 of all tables falls short, added up."""
    return sum(1 - evaluate(link(each).clusters["entity_id"], each["person"]).pairwise.f1 for each in tables)


def test_two_hundred_records_are_linked_better_with_the_shipped_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert all(120 <= each.num_rows <= 240 for each in SMALL)
    with_model = errors(SMALL)
    nothing = Model(0.1, 0.1, 0.1, ())
    monkeypatch.setattr(train, "shipped_model", lambda: nothing)
    assert with_model < errors(SMALL)


def test_the_shipped_model_is_of_the_comparisons_that_are_made() -> None:
    """Made anew by `python -m bench.shipped_model` when a comparison or a label changes."""
    fields = {name for each in default_settings().comparisons for name in each.fields}
    special = {"birth_date": "2020-01-01", "email": "a@b", "nhs_number": "9434765919"}
    row = {name: special.get(name, "Ada") for name in fields} | {"key": "1"}
    records = Records(pa.Table.from_pylist([row]))
    comparisons = comparisons_for(records, default_settings())
    made = {each.name: [level.label for level in each.levels] for each in comparisons}
    shipped = {each.name: [level.label for level in each.levels] for each in shipped_model().comparisons}
    assert shipped
    assert {name: made[name] for name in shipped} == shipped


def test_the_shipped_model_names_no_system_and_no_person() -> None:
    text = json.loads(files("resolver").joinpath("data/model.json").read_text("utf-8"))
    assert text["skip_values"] == {}
    assert "source" not in {each["name"] for each in text["comparisons"]}


def test_what_people_said_of_each_pair_is_found() -> None:
    pairs = pack(np.array([0, 0, 1, 2]), np.array([1, 2, 2, 3]))
    labelled = Labelled(matches=pairs[[1, 3]], others=pairs[[2, 3]])
    assert labelled.said_of(pairs).tolist() == [OPEN, MATCH, NO_MATCH, OPEN]


def test_settled_pairs_change_what_a_level_is_worth() -> None:
    """People say of pairs with different addresses that they are of one person: these weigh less."""
    records = town(300, 9)
    person = records["person"].to_pylist()
    before = link(records)
    pairs = before.pairs.to_pylist()
    moved = [
        (pair["left"], pair["right"])
        for pair in pairs
        if person[pair["left"]] == person[pair["right"]] and address(before.model, pair) == DIFFERENT
    ]
    assert len(moved) >= 20
    after = link(records, decisions=Decisions(must_link=moved))
    assert worth(after.model, DIFFERENT) > worth(before.model, DIFFERENT)


def address(model: Model, pair: dict[str, int]) -> str:
    known = next(each for each in model.comparisons if each.name == "address")
    return known.levels[pair["address"] - 1].label if pair["address"] else ""


def worth(model: Model, label: str) -> float:
    """Bits of a level of the address for one person against strangers."""
    known = next(each for each in model.comparisons if each.name == "address")
    code = next(code for code, level in enumerate(known.levels, start=1) if level.label == label)
    return float(known.bits().same_person[code])


def test_a_settled_stranger_weighs_for_the_other_classes() -> None:
    records = town(300, 9)
    pairs = [(p["left"], p["right"]) for p in link(records).pairs.to_pylist() if p["probability"] > 0.5][:60]
    said = link(records, decisions=Decisions(cannot_link=pairs)).model
    assert said.same_person < link(records).model.same_person
    assert replace(said, skip_values={}).version == link(records).model.version
