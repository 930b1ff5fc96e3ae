"""`kith train` and `kith score`: foresight from the graph, and back into it."""

import asyncio
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import pyarrow.compute as pc
import typer

from graph.facts import Facts
from kith.commands.options import AsJson, settings_of
from kith.console import OUT, emit, emit_json, progress, rows_table
from kith.settings import Settings

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Default: the last day recorded.")]
Seed = Annotated[int, typer.Option(help="Seed of every draw.")]


def train(context: typer.Context, cut: Day = None, seed: Seed = 2026, as_json: AsJson = False) -> None:
    """Train and test a model on what the graph knew at the cut, and keep it."""
    from gnn.options import Options
    from gnn.saved import save
    from gnn.train import train as train_model

    settings = settings_of(context)
    with progress() as report:
        facts = asyncio.run(_facts(settings))
        trained = train_model(facts, _day(cut, facts), Options(seed=seed), progress=report)
    place = save(trained, settings.models)
    if as_json:
        emit_json({"model": trained.version, "folder": place, **trained.report.to_json()})
        return
    OUT.print(rows_table(trained.report.to_json()["models"], f"Model {trained.version}"))
    OUT.print(f"kept in {place}", highlight=False)


def score(
    context: typer.Context,
    model: Annotated[
        Path | None, typer.Option(help="Folder of a model; default: the last one trained.")
    ] = None,
    day: Day = None,
    as_json: AsJson = False,
) -> None:
    """Score everybody at risk on a day, from what was known then, and write the scores into the graph."""
    from gnn.saved import load
    from gnn.score import score as score_people

    settings = settings_of(context)
    with progress():
        facts = asyncio.run(_facts(settings))
        scores = score_people(load(model if model is not None else latest(settings)), facts, _day(day, facts))
        written = asyncio.run(_write(settings, scores))
    bands = Counter(map(str, scores["band"].to_pylist()))
    emit({"scored": len(scores), "written": written, "bands": bands}, as_json=as_json, title="Scored")


def latest(settings: Settings) -> Path:
    """The folder of the model trained last.

    Raises:
        typer.BadParameter: none was trained here.
    """
    kept = sorted(settings.models.glob("*/model.json"), key=lambda path: path.stat().st_mtime)
    if not kept:
        raise typer.BadParameter("No model was trained here yet; run `kith train` first.")
    return kept[-1].parent


def last_day(facts: Facts) -> date:
    """The last day on which anything was recorded."""
    tables = (facts.people, facts.stays, facts.episodes, facts.interventions)
    days: list[date] = [pc.max(table["recorded_at"]).as_py() for table in tables if len(table)]
    return max(days)


def _day(asked: datetime | None, facts: Facts) -> date:
    return asked.date() if asked is not None else last_day(facts)


async def _facts(settings: Settings) -> Facts:
    from graph.facts_export import export_facts
    from graph.store import Store

    async with await Store.connect(settings.target()) as store:
        return await export_facts(store)


async def _write(settings: Settings, scores: pa.Table) -> int:
    from graph.scores import write_scores
    from graph.store import Store

    async with await Store.connect(settings.target()) as store:
        return await write_scores(store, scores)
