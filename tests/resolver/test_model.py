"""The model as a file: read again it is the same, a foreign one is refused."""

import json

import numpy as np
import pytest

from resolver.compare.declared import comparisons_for
from resolver.compare.level import Compared
from resolver.errors import ModelError
from resolver.link import link
from resolver.model import Model
from resolver.records import Records
from resolver.settings import default_settings
from tests.resolver.people import table
from tests.resolver.town import town


@pytest.fixture(scope="module")
def model() -> Model:
    return link(town(150, 3)).model


def test_a_model_read_again_is_the_same(model: Model) -> None:
    assert Model.from_json(model.to_json()) == model


def test_the_file_names_every_level(model: Model) -> None:
    first = json.loads(model.to_json())["comparisons"][0]
    assert first["levels"][0]["label"] == "same given name"


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"version": 1}', '{"version": 99}'])
def test_what_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(ModelError, match="train anew"):
        Model.from_json(text)


def test_a_model_of_other_comparisons_is_refused(model: Model) -> None:
    comparisons = comparisons_for(Records(table([{"given_name": "Ada"}])), default_settings())
    with pytest.raises(ModelError, match="other comparisons"):
        model.check_serves(comparisons)


def test_a_rare_value_weighs_more_than_a_common_one(model: Model) -> None:
    family = next(each for each in model.comparisons if each.name == "family_name")
    shares = np.array([0.0001, 0.05], dtype=np.float32)
    same = Compared(np.array([1, 1], dtype=np.uint8), lambda places: shares[places])
    rare, common = -family.rarity_bits(same)
    assert rare > 0 > common


def test_nothing_to_compare_weighs_nothing(model: Model) -> None:
    for comparison in model.comparisons:
        assert comparison.bits().same_person[0] == comparison.bits().household[0] == 0
        assert comparison.rarity_bits(Compared(np.array([0], dtype=np.uint8))) == 0
