"""Gradient boosting: trees on the features, with exact additive explanations (TreeSHAP)."""

from dataclasses import dataclass

import lightgbm
import numpy as np

from gnn.arrays import Booleans, Floats, Integers, Singles

_ROUNDS = 400
_PATIENCE = 30
_SETTINGS = {
    "objective": "binary",
    "metric": "binary_logloss",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "max_bin": 63,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


@dataclass(frozen=True)
class Sample:
    """Rows to learn from.

    Attributes:
        values: [rows, columns].
        label: [rows].
        landmark: [rows].
        weight: [rows]; how many rows of the landmark each stands for. Models do not use it: their
            log-odds are too high by a constant, which stack and calibrator take out again.
        is_held_out: [rows]; households kept aside to know when to stop.
    """

    values: Singles
    label: Booleans
    landmark: Integers
    weight: Floats
    is_held_out: Booleans


@dataclass(frozen=True)
class Boosting:
    """A boosted ensemble of trees (LightGBM: Ke et al. 2017).

    Attributes:
        text: the ensemble in LightGBM's own text format.
        columns: places of the columns it reads.
    """

    text: str
    columns: tuple[int, ...]

    def logits(self, values: Singles) -> Floats:
        """Log-odds of each row of `values` [rows, all columns]."""
        booster = lightgbm.Booster(model_str=self.text)
        return np.asarray(booster.predict(values[:, self.columns], raw_score=True), dtype=np.float64)

    def contributions(self, values: Singles) -> Floats:
        """What each column adds to the log-odds of each row, [rows, all columns].

        TreeSHAP (Lundberg et al. 2018): contributions and the expectation add up to the log-odds.
        """
        booster = lightgbm.Booster(model_str=self.text)
        shares = np.asarray(booster.predict(values[:, self.columns], pred_contrib=True), dtype=np.float64)
        spread = np.zeros(values.shape)
        spread[:, self.columns] = shares[:, :-1]
        return spread


def fit_boosting(sample: Sample, columns: Integers, seed: int, threads: int) -> Boosting:
    """Boost until the held-out households gain no more."""
    settings = {**_SETTINGS, "seed": seed, "num_threads": threads}
    learn = _dataset(sample, columns, ~sample.is_held_out)
    watch = _dataset(sample, columns, sample.is_held_out)
    stop = lightgbm.early_stopping(_PATIENCE, verbose=False)
    booster = lightgbm.train(settings, learn, _ROUNDS, valid_sets=[watch], callbacks=[stop])
    return Boosting(booster.model_to_string(num_iteration=booster.best_iteration), tuple(columns.tolist()))


def _dataset(sample: Sample, columns: Integers, chosen: Booleans) -> lightgbm.Dataset:
    return lightgbm.Dataset(
        sample.values[np.ix_(chosen, columns)],
        label=sample.label[chosen].astype(np.float32),
        free_raw_data=True,
    )
