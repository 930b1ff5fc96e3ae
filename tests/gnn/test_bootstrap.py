import numpy as np

from gnn.bootstrap import resample

_GENERATOR = np.random.default_rng(5)
_LABEL = _GENERATOR.random(900) < 0.2
_CLUSTER = np.arange(900) // 3
_SIGNAL = _LABEL + _GENERATOR.normal(0, 1, 900)
_NOISE = _GENERATOR.normal(0, 1, 900)


def test_a_better_ranking_is_told_from_luck() -> None:
    found = resample({"signal": _SIGNAL, "noise": _NOISE}, _LABEL, _CLUSTER, 200, 1).difference(
        "signal", "noise"
    )
    assert found.low < found.estimate < found.high
    assert found.p < 0.02


def test_the_same_ranking_is_no_better_than_itself() -> None:
    found = resample({"one": _NOISE, "other": _NOISE.copy()}, _LABEL, _CLUSTER, 100, 1).difference(
        "one", "other"
    )
    assert (found.estimate, found.p) == (0.0, 1.0)


def test_households_are_drawn_whole() -> None:
    repeated = np.repeat(_SIGNAL[:150], 6), np.repeat(_NOISE[:150], 6), np.repeat(_LABEL[:150], 6)
    scores = {"signal": repeated[0], "noise": repeated[1]}
    by_row = resample(scores, repeated[2], np.arange(900), 200, 1).difference("signal", "noise")
    by_house = resample(scores, repeated[2], np.arange(900) // 6, 200, 1).difference("signal", "noise")
    assert by_house.high - by_house.low > 1.5 * (by_row.high - by_row.low)
