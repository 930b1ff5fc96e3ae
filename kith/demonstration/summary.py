"""The summary of the demonstration: plain data first, then the tables that people read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import RenderableType
from rich.panel import Panel
from rich.table import Table

from gnn.report import Report
from graph.load_report import LoadReport
from kith.console import rows_table
from kith.demonstration.question import QUESTION, Answer
from kith.demonstration.side_by_side import side_by_side
from kith.demonstration.stage import Stage
from resolver.evaluate import Evaluation
from resolver.household_evaluation import HouseholdEvaluation
from resolver.resolution import Resolution


@dataclass(frozen=True)
class Summary:
    """What the demonstration did and found."""

    people_simulated: int
    loads: Sequence[LoadReport]
    resolution: Resolution
    people: Evaluation
    households: HouseholdEvaluation
    model: str
    risk: Report
    scored: int
    answers: Sequence[Answer]
    stages: Sequence[Stage]
    next_steps: Sequence[str]

    def to_json(self) -> dict[str, Any]:
        """The whole summary as JSON values."""
        return {
            "people_simulated": self.people_simulated,
            "rows": _counts(self.loads),
            "quarantined": _rules(self.loads),
            "resolved": self.resolution,
            "against_the_truth": {"people": self.people.as_dict(), "households": self.households},
            "risk": {"model": self.model, "scored": self.scored, **self.risk.to_json()},
            "question": QUESTION,
            "answers": self.answers,
            "stages": self.stages,
            "next": self.next_steps,
        }

    def tables(self) -> Iterator[RenderableType]:
        """The tables that people read, in the order of the main job."""
        yield rows_table(_by_source(self.loads), "Rows by source")
        quarantined = [
            {name: row[name] for name in ("source", "field", "rows", "why")} for row in _rules(self.loads)
        ]
        yield rows_table(quarantined, "Quarantined, and why")
        yield rows_table(_found(self), "Found against the truth, which only this table reads")
        yield risk_table(self.risk)
        yield Panel(QUESTION.strip(), title="The question", title_align="left", expand=False)
        yield side_by_side(self.answers)
        yield rows_table([_timed(stage) for stage in self.stages], "Time and peak memory of each stage")
        yield Panel("\n".join(self.next_steps), title="Where to look next", title_align="left")


def _timed(stage: Stage) -> dict[str, Any]:
    return {
        "stage": stage.name,
        "seconds": stage.seconds,
        "Kith, MiB": stage.kith_mib,
        "Neo4j, MiB": stage.neo4j_mib,
    }


def _counts(loads: Sequence[LoadReport]) -> dict[str, int]:
    names = ("received", "loaded", "unchanged", "quarantined")
    return {name: sum(getattr(load, name) for load in loads) for name in names}


def _by_source(loads: Sequence[LoadReport]) -> list[dict[str, Any]]:
    sources = dict.fromkeys(load.source for load in loads)
    rows = [(source, [load for load in loads if load.source == source]) for source in sources]
    return [{"source": source, **_counts(own)} for source, own in [*rows, ("all", list(loads))]]


def _rules(loads: Sequence[LoadReport]) -> list[dict[str, Any]]:
    found = [
        {
            "source": load.source,
            "field": each.field,
            "rule": each.rule,
            "rows": each.count,
            "why": each.reason,
        }
        for load in loads
        for each in load.problems
    ]
    return sorted(found, key=lambda row: (row["source"], -int(row["rows"])))


def _found(summary: Summary) -> list[dict[str, Any]]:
    people, households = summary.people, summary.households
    return [
        {
            "of": "people, by pairs",
            "found": people.predicted_entities,
            "true": people.true_entities,
            "precision": people.pairwise.precision,
            "recall": people.pairwise.recall,
            "F1": people.pairwise.f1,
        },
        {
            "of": "households, exact",
            "found": households.predicted_households,
            "true": households.true_households,
            "precision": households.share_right,
            "recall": households.share_exact,
            "F1": None,
        },
    ]


def risk_table(report: Report) -> Table:
    """Figures of each model beside the ceiling."""
    caseload = f"precision at {report.caseload}"
    rows = [
        {
            "model": figures.model,
            "AUROC": figures.auroc,
            "AUPRC": figures.auprc,
            caseload: figures.precision_at_caseload,
            "calibration error": figures.calibration_error,
        }
        for figures in report.models
    ]
    if report.ceiling is not None:
        best = report.ceiling
        rows.append(
            {
                "model": "ceiling",
                "AUROC": best.auroc,
                "AUPRC": best.auprc,
                caseload: best.precision_at_caseload,
                "calibration error": 0.0,
            }
        )
    table = rows_table(
        rows, f"Risk of a crisis in months 7 to 9 ({report.base_rate:.1%} of people reach one)"
    )
    gain = report.comparison("hops", "flat")
    table.caption = (
        f"What the neighbourhood adds to a person's own facts: {gain.estimate:+.3f} AUROC "
        f"({gain.low:+.3f} to {gain.high:+.3f}, p = {gain.p:.3f})."
    )
    table.caption_justify = "left"
    return table
