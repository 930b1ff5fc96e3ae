import json
import re

import numpy as np
import pytest

from gnn.columns import NOW, OWN, Column
from gnn.reasons import SMALLEST_CIRCLE, Explained, explain
from gnn.score import score
from gnn.trained import Trained
from gnn.wording import CIRCUMSTANCES, is_worded, worded
from graph.facts import Facts
from tests.gnn.world import CUT

COLUMNS = (
    Column(OWN, "crisis", "90", "count"),
    Column(OWN, "crisis", "all", "count"),
    Column(OWN, "crisis", "all", "days"),
    Column(OWN, "sex", NOW, "value"),
    Column("household", "people", NOW, "count"),
    Column("household", "crisis", "90", "mean"),
    Column("household", "crisis", "90", "largest"),
)


def explained(household: int) -> Explained:
    values = np.array([[2, 3, 7, 1, household, 1, 1]], dtype=np.float32)
    return explain(COLUMNS, values, np.array([[0.4, 0.2, 0.1, -0.2, 0.1, 0.5, 0.3]]))


def told(household: int) -> dict[str, float]:
    return {f"{r.relation}/{r.theme}/{r.window}": round(r.effect, 6) for r in explained(household).reasons(0)}


def test_effects_are_added_up_and_the_strongest_come_first() -> None:
    assert list(told(SMALLEST_CIRCLE).items()) == [
        ("household/crisis/90", 0.8),
        ("own/crisis/90", 0.4),
        ("own/crisis/all", 0.3),
        ("household/people/now", 0.1),
        ("own/sex/now", -0.2),
    ]


def test_of_a_small_circle_only_one_sum_is_told() -> None:
    found = told(SMALLEST_CIRCLE - 1)
    assert found["household/circumstances/now"] == 0.9
    assert not [name for name in found if name.startswith("household/") and CIRCUMSTANCES not in name]


def test_nothing_is_lost_by_hiding() -> None:
    assert sum(told(2).values()) == pytest.approx(sum(told(50).values()))


def test_only_own_numbers_are_told() -> None:
    values = {
        (reason.relation, reason.theme, reason.window): reason.value for reason in explained(50).reasons(0)
    }
    assert values[OWN, "crisis", "90"] == 2
    assert values[OWN, "crisis", "all"] == 3
    assert values[OWN, "sex", NOW] is None
    assert values["household", "crisis", "90"] is None


def test_at_most_five_each_way() -> None:
    columns = tuple(Column(OWN, f"service:{number}", "all", "count") for number in range(20))
    columns = (*columns, Column("household", "people", NOW, "count"))
    effects = np.append(np.linspace(-1, 1, 20), 0.0)[None]
    found = explain(columns, np.ones((1, 21), dtype=np.float32), effects).reasons(0)
    assert [reason.effect > 0 for reason in found] == [True] * 5 + [False] * 5


def test_every_column_of_a_model_has_words(trained: Trained) -> None:
    assert [column.name for column in trained.columns if not is_worded(column)] == []


@pytest.mark.parametrize(
    ("relation", "theme", "window", "sentence"),
    [
        (OWN, "crisis", "90", "The person's own record: crises in the last 90 days"),
        (OWN, "support", NOW, "The person's own record: periods of support still open"),
        (OWN, "age", NOW, "The person's own record: age"),
        (OWN, "service:Care", "all", "The person's own record: involvement with Care at any time on record"),
        (
            OWN,
            "help:Advice",
            "365",
            "The person's own record: help of the kind 'Advice' in the last 12 months",
        ),
        ("household", CIRCUMSTANCES, NOW, "What is known about people in the same household"),
        ("sector", "move", "365", "Among the wider neighbourhood: changes of address in the last 12 months"),
    ],
)
def test_wording(relation: str, theme: str, window: str, sentence: str) -> None:
    assert worded(relation, theme, window, raises=True) == f"{sentence} (raises the estimate)."
    assert worded(relation, theme, window, raises=False) == f"{sentence} (lowers the estimate)."


def test_reasons_name_nobody(trained: Trained, world: Facts) -> None:
    scores = score(trained, world, CUT)
    ids = re.compile(r"\b[pah]\d+\b")
    for reasons in scores["reasons"].to_pylist()[:500]:
        assert not ids.search(str(reasons))
        for reason in json.loads(str(reasons)):
            assert reason.keys() == {"feature", "value", "effect", "wording"}
            assert reason["value"] is None or reason["feature"].startswith("own/")
