"""The demonstration itself: each stage in turn, measured, then the summary."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from borough.make import Borough, make_borough
from gnn.trained import Trained
from gql.roles import Purpose, Role
from graph import server
from graph.facts import Facts
from graph.facts_export import export_facts
from graph.load_report import LoadReport
from graph.scores import write_scores
from graph.store import Store
from kith.commands.people import resolve_all
from kith.commands.records import load_all
from kith.console import OUT, Reporter, emit_json, progress
from kith.demonstration.judge import Matching, ceiling, judge_households, match
from kith.demonstration.place import folder, fresh_place
from kith.demonstration.question import Answer, Asker, ask, service
from kith.demonstration.somebody import Known, somebody_known
from kith.demonstration.stage import Stopwatch
from kith.demonstration.summary import Summary
from kith.settings import Settings
from resolver.household_evaluation import HouseholdEvaluation
from resolver.resolution import Resolution

DATA_SCIENTIST = Asker("data-scientist", Role.DATA_SCIENTIST, Purpose.RESEARCH)


@dataclass(frozen=True)
class Demonstration:
    """How large a borough, from which seed, and whether the database runs on afterwards."""

    size: int
    seed: int
    keep_running: bool


def run(settings: Settings, demonstration: Demonstration, *, as_json: bool) -> None:
    """Run every stage in a home of its own and print the summary."""
    own = fresh_place(settings)
    with progress() as report:
        summary = _Run(own, demonstration, report).summary()
    if not demonstration.keep_running:
        server.down(own.server_options())
    if as_json:
        emit_json(summary.to_json())
        return
    for table in summary.tables():
        OUT.print(table)
        OUT.print()


class _Run:
    """One run: its settings, its stopwatch and whom it tells."""

    def __init__(self, settings: Settings, demonstration: Demonstration, report: Reporter) -> None:
        self._settings = settings
        self._demonstration = demonstration
        self._report = report
        self._watch = Stopwatch()

    def summary(self) -> Summary:
        """All stages, in order."""
        borough = self._borough()
        self._database()
        loads, resolution = self._records(borough)
        facts, matching, households = asyncio.run(self._facts(borough))
        trained, scores = self._risk(borough, facts, matching)
        answers = self._answers(scores)
        return Summary(
            people_simulated=borough.counts["people ever"],
            loads=loads,
            resolution=resolution,
            people=matching.evaluation(),
            households=households,
            model=trained.version,
            risk=trained.report,
            scored=len(scores),
            answers=answers,
            stages=self._watch.stages,
            next_steps=self._next_steps(),
        )

    def _borough(self) -> Borough:
        asked = self._demonstration
        with self._watch.stage("make the borough"):
            return make_borough(asked.size, asked.seed, folder(self._settings), progress=self._report)

    def _database(self) -> None:
        options = self._settings.server_options()
        with self._watch.stage("start Neo4j"):
            server.up(options, progress=self._report)
        self._watch.database = server.status(options).pid

    def _records(self, borough: Borough) -> tuple[list[LoadReport], Resolution]:
        pairs = [(file.contract, file.path) for file in borough.files]
        with self._watch.stage("load"):
            loads = asyncio.run(load_all(self._settings, pairs, self._report))
        with self._watch.stage("resolve"):
            return loads, asyncio.run(resolve_all(self._settings, self._report))

    async def _facts(self, borough: Borough) -> tuple[Facts, Matching, HouseholdEvaluation]:
        async with await Store.connect(self._settings.target()) as store:
            with self._watch.stage("export facts"):
                facts = await export_facts(store)
            with self._watch.stage("compare with the truth"):
                matching = await match(store, borough.truth)
                return facts, matching, await judge_households(store, borough.truth, facts, matching)

    def _risk(self, borough: Borough, facts: Facts, matching: Matching) -> tuple[Trained, pa.Table]:
        from gnn.saved import save
        from gnn.score import score
        from gnn.train import train

        best = ceiling(borough.truth, matching.true_person())
        with self._watch.stage("train"):
            trained = train(facts, borough.cut, ceiling=best, progress=self._report)
            save(trained, self._settings.models)
        with self._watch.stage("score"):
            scores = score(trained, facts, borough.cut)
            asyncio.run(self._write(scores))
        return trained, scores

    async def _write(self, scores: pa.Table) -> None:
        async with await Store.connect(self._settings.target()) as store:
            await write_scores(store, scores)

    def _answers(self, scores: pa.Table) -> list[Answer]:
        with self._watch.stage("serve and ask"):
            known = asyncio.run(self._somebody(scores))
            caseworker = Asker("caseworker", Role.CASEWORKER, Purpose.DIRECT_CARE, known.team)
            with service(self._settings) as address:
                askers = (caseworker, DATA_SCIENTIST)
                return [ask(address, self._settings, asker, known.person) for asker in askers]

    async def _somebody(self, scores: pa.Table) -> Known:
        async with await Store.connect(self._settings.target()) as store:
            return await somebody_known(store, scores)

    def _next_steps(self) -> list[str]:
        kith = _command()
        return [
            f"export KITH_HOME={self._settings.home}",
            f"{kith} serve              # GraphQL on http://127.0.0.1:8080/graphql",
            f"{kith} token --role caseworker --purpose direct_care",
            f"{kith} audit verify       # no audit entry was changed or removed",
            f"{kith} down               # stop the database",
            "docs/index.md               # what to read next",
        ]


def _command() -> str:
    """How this command line was called, from the folder it was called in where that is shorter."""
    called = Path(sys.argv[0])
    here = Path.cwd()
    return str(called.relative_to(here)) if called.is_relative_to(here) else str(called)
