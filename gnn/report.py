"""The report: how every model did on landmarks after all that it learnt from."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from gnn.bootstrap import Difference
from gnn.ceiling import Ceiling


@dataclass(frozen=True)
class Figures:
    """What one model reached on the test landmarks.

    Attributes:
        model: its name.
        auroc: area under the receiver operating characteristic.
        auprc: average precision.
        precision_at_caseload: share of crises among the first of each landmark's list.
        calibration_error: expected, over ten bins of equal mass; None for a mere ranking.
        brier: mean squared error; None for a mere ranking.
        captured_gain: share of the way from the flat model's AUROC to the ceiling's; None without one.
    """

    model: str
    auroc: float
    auprc: float
    precision_at_caseload: float
    calibration_error: float | None
    brier: float | None
    captured_gain: float | None


@dataclass(frozen=True)
class Comparison:
    """Two models on the same rows."""

    model: str
    against: str
    auroc_difference: Difference


@dataclass(frozen=True)
class Report:
    """All figures, and what they were measured on.

    Attributes:
        train: landmarks learnt from.
        calibration: landmarks of stack and calibrator.
        test: landmarks of the figures.
        cut: last day of the facts.
        rows: test rows, one for each person at risk on each test landmark.
        people: persons among them.
        crises: test rows with a crisis in the window.
        base_rate: their share.
        caseload: length of the list for the precision.
        models: figures by model.
        comparisons: paired comparisons.
        ceiling: the simulator's; None for real data.
        shuffled: whether everybody got a stranger's neighbourhood (the negative control).
    """

    train: tuple[date, ...]
    calibration: tuple[date, ...]
    test: tuple[date, ...]
    cut: date
    rows: int
    people: int
    crises: int
    base_rate: float
    caseload: int
    models: tuple[Figures, ...]
    comparisons: tuple[Comparison, ...]
    ceiling: Ceiling | None
    shuffled: bool

    def figures(self, model: str) -> Figures:
        """The figures of one model.

        Raises:
            KeyError: there is no such model.
        """
        return {each.model: each for each in self.models}[model]

    def comparison(self, model: str, against: str) -> Difference:
        """The AUROC difference of two models.

        Raises:
            KeyError: the two were not compared.
        """
        return {(each.model, each.against): each.auroc_difference for each in self.comparisons}[
            model, against
        ]

    def to_json(self) -> dict[str, Any]:
        """The report as JSON values; days as ISO text."""
        flat: dict[str, Any] = _plain(asdict(self))
        return flat


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
