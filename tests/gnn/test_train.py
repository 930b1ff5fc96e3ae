"""The whole way: from facts to a model, its report, its folder and its scores."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import orjson
import pyarrow as pa
import pytest

from gnn.columns import OWN
from gnn.errors import HistoryError, SavedModelError
from gnn.metrics import auroc
from gnn.options import Options
from gnn.saved import load, save
from gnn.score import SCORES, score
from gnn.study import make_study
from gnn.train import train
from gnn.trained import Trained
from graph.facts import Facts
from graph.vocabulary import vocabulary
from tests.gnn.build import facts
from tests.gnn.conftest import QUICK
from tests.gnn.world import CUT, NONE, make_world

MODELS = ("last crisis", "flat", "hops", "gnn", "stack")


def test_the_report_has_every_model_and_its_calibration(trained: Trained) -> None:
    report = trained.report
    assert tuple(each.model for each in report.models) == MODELS
    assert 0 < report.base_rate < 0.1
    assert all(0.5 < each.auroc < 1 for each in report.models)
    assert all(each.calibration_error is None or each.calibration_error < 0.02 for each in report.models)
    assert orjson.loads(orjson.dumps(report.to_json())) == report.to_json()


def test_neighbours_help_where_households_share_their_risk(trained: Trained) -> None:
    assert trained.report.comparison("stack", "flat").estimate > 0
    assert trained.report.figures("stack").auroc > trained.report.figures("last crisis").auroc


def test_the_same_facts_and_seed_give_the_same_model(world: Facts, trained: Trained) -> None:
    again = train(world, CUT, QUICK)
    assert again.version == trained.version
    assert score(again, world, CUT).equals(score(trained, world, CUT))


def test_a_saved_model_scores_the_same(trained: Trained, world: Facts, tmp_path: Path) -> None:
    loaded = load(save(trained, tmp_path))
    assert loaded.version == trained.version
    assert loaded.report == trained.report
    assert score(loaded, world, CUT).equals(score(trained, world, CUT))


def _shorten(folder: Path) -> None:
    (folder / "boosting.txt").write_text("tree", "utf-8")


def _remove(folder: Path) -> None:
    (folder / "arrays.npz").unlink()


def _tamper(folder: Path) -> None:
    path = folder / "model.json"
    path.write_text(path.read_text("utf-8").replace('"intercept": ', '"intercept": 1'), "utf-8")


def _age(folder: Path) -> None:
    path = folder / "model.json"
    path.write_text(path.read_text("utf-8").replace('"format": 1', '"format": 0'), "utf-8")


@pytest.mark.parametrize("change", [_shorten, _remove, _tamper, _age])
def test_a_changed_model_is_refused(change: Callable[[Path], None], trained: Trained, tmp_path: Path) -> None:
    folder = save(trained, tmp_path)
    change(folder)
    with pytest.raises(SavedModelError, match="train"):
        load(folder)


def test_nothing_recorded_after_the_day_changes_a_score(trained: Trained, world: Facts) -> None:
    day = date(2025, 3, 1)
    assert score(trained, world.as_of(day), day).equals(score(trained, world, day))


def test_scores_are_what_the_graph_takes(trained: Trained, world: Facts) -> None:
    scores = score(trained, world, CUT)
    assert scores.schema == SCORES
    assert set(SCORES.names) - {"person"} <= set(vocabulary().kinds["Score"].properties)
    assert set(scores["band"].to_pylist()) == set(vocabulary().codes["band"])
    probability = np.asarray(scores["probability"])
    assert ((probability > 0) & (probability < 1)).all()
    assert scores["window_to"][0].as_py() == date(2027, 3, 30)


def test_no_single_feature_gives_the_answer_away(world: Facts) -> None:
    test = make_study(world, CUT, QUICK, lambda stage, done: None).test
    for place, column in enumerate(test.columns):
        values = np.nan_to_num(test.values[:, place].astype(np.float64), nan=-1.0)
        area = auroc(values, test.label)
        assert max(area, 1 - area) < 0.95, column.name


def test_the_ceiling_is_reported_where_the_truth_is_known(world: Facts) -> None:
    study = make_study(world, CUT, QUICK, lambda stage, done: None)
    people = study.indexed.people.take(pa.array(study.test.person, pa.int64()))
    days = pa.array(study.test.landmark.astype("datetime64[D]"))
    probability = pa.array(np.where(study.test.label, 0.99, 0.001))
    truth = pa.table({"person": people, "landmark": days, "probability": probability})
    report = train(world, CUT, QUICK, ceiling=truth).report
    assert report.ceiling is not None
    assert report.ceiling.auroc > 0.8
    assert report.figures("flat").captured_gain == 0.0
    gain = report.figures("stack").captured_gain
    assert gain is not None
    assert 0 < gain < 1


def test_where_nothing_is_shared_neighbours_bring_nothing() -> None:
    report = train(make_world(2000, 3, NONE), CUT, QUICK).report
    assert report.comparison("hops", "flat").low < 0.01


def test_strangers_bring_nothing(world: Facts) -> None:
    shuffled = Options(**{**vars(QUICK), "shuffle_edges": True})
    report = train(world, CUT, shuffled).report
    assert report.shuffled
    assert report.comparison("hops", "flat").low < 0.005


def test_progress_is_told(world: Facts, trained: Trained) -> None:
    told: list[tuple[str, int]] = []
    make_study(world, CUT, QUICK, lambda stage, done: told.append((stage, done)))
    assert told[-1] == ("landmarks to test on", 3)


def test_too_few_crises_are_refused() -> None:
    with pytest.raises(HistoryError, match="crises lie in the windows"):
        train(make_world(60, 1), CUT, QUICK)


def test_no_episodes_are_refused() -> None:
    with pytest.raises(HistoryError, match="no episodes"):
        train(facts(people=[{"person": "a"}]), CUT, QUICK)


def test_every_own_column_comes_first(trained: Trained) -> None:
    is_own = [column.relation == OWN for column in trained.columns]
    assert is_own == sorted(is_own, reverse=True)
