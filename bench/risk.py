"""How well the risk of a crisis is foreseen in the simulated borough, in what time and memory.

`python -m bench.risk` makes a borough of 20,000 people, takes it through a local Neo4j of its own
(load, resolve, export), trains and scores in a process of its own, and trains once more with every
neighbourhood replaced by a stranger's: the negative control, which must bring nothing.
`--home` takes the graph of an earlier `kith demo` instead (the `demo` folder of its home).
The result goes to bench/results/risk.json and risk.md.
"""

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from bench.process import measure
from borough.make import make_borough
from graph import server
from graph.contract import Contract
from graph.facts_export import export_facts
from graph.load import load
from graph.migration import migrate
from graph.store import Store
from kith.demonstration.judge import Truth, ceiling, match
from kith.settings import Settings
from resolver.resolve import Options, resolve

RESULTS = Path(__file__).parent / "results"
SHUFFLED = "--shuffled"


def main() -> None:
    """Measure, print and keep the result."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder, _home(options.home, Path(folder)) as settings:
        facts = Path(folder) / "facts"
        rows = asyncio.run(_keep_facts(settings, facts, options))
        plain, control = (_apart(facts, Path(folder), extra) for extra in ((), (SHUFFLED,)))
    result = _result(options, rows, plain, control)
    (RESULTS / "risk.json").write_text(json.dumps(result, indent=2) + "\n", "utf-8")
    (RESULTS / "risk.md").write_text(_page(result), "utf-8")
    print(_page(result))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=20_000, help="people in the borough")
    parser.add_argument("--seed", type=int, default=1, help="of the borough")
    parser.add_argument("--home", type=Path, help="the demo folder of an earlier `kith demo`")
    return parser.parse_args()


@contextmanager
def _home(given: Path | None, folder: Path) -> Iterator[Settings]:
    """A home whose database runs; it is stopped again if it did not run before."""
    home = folder / "home" if given is None else given
    settings = Settings.from_environment(os.environ, home=home.absolute())
    database = settings.server_options()
    ran = server.status(database).target is not None
    server.up(database)
    try:
        yield settings
    finally:
        if not ran:
            server.down(database)


async def _keep_facts(settings: Settings, place: Path, options: argparse.Namespace) -> dict[str, int]:
    """Write the facts of the graph and the ceiling as Parquet files; the rows of each."""
    async with await Store.connect(settings.target()) as store:
        truth = await _fill(store, settings, options) if options.home is None else _truth(options.home)
        facts = await export_facts(store)
        best = ceiling(truth, (await match(store, truth)).true_person())
    place.mkdir()
    for name, table in {**vars(facts), "ceiling": best}.items():
        pq.write_table(table, place / f"{name}.parquet")
    return {name: table.num_rows for name, table in vars(facts).items()}


async def _fill(store: Store, settings: Settings, options: argparse.Namespace) -> Truth:
    """Make a borough and take it through the graph; where its truth lies."""
    borough = make_borough(options.size, options.seed, settings.home / "borough")
    await migrate(store)
    for file in borough.files:
        quarantine = settings.quarantine / f"{file.path.stem}.jsonl"
        await load(store, Contract.read(file.contract), file.path, quarantine)
    await resolve(store, Options(key=settings.identity_key()))
    return borough.truth


def _truth(home: Path) -> Truth:
    return {path.stem: path for path in (home / "borough" / "truth").glob("*.parquet")}


def _apart(facts: Path, folder: Path, extra: tuple[str, ...]) -> dict[str, Any]:
    """Train and score in a process of its own, start and imports included in its time."""
    measured = measure([sys.executable, "-m", "bench.risk_run", facts, *extra], folder)
    inside: dict[str, Any] = json.loads(measured.printed)
    return {**inside, "seconds": round(measured.seconds, 1), "megabytes": round(measured.megabytes)}


def _result(
    options: argparse.Namespace, rows: dict[str, int], plain: dict[str, Any], control: dict[str, Any]
) -> dict[str, Any]:
    return {
        "measured": datetime.now(UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "load_average": round(os.getloadavg()[0], 1),
        "borough": {
            "people": options.size,
            "seed": options.seed,
            "from": "own" if options.home is None else "demo",
        },
        "facts": rows,
        "run": plain,
        "negative_control": control,
    }


def _page(result: dict[str, Any]) -> str:
    """The result as a page of Markdown."""
    run, report = result["run"], result["run"]["report"]
    lines = [
        "# Risk of a crisis in months 7 to 9",
        "",
        f"Simulated borough of {result['borough']['people']:,} people, through the graph. Measured on",
        f"{result['measured']}, {result['machine']}, load average {result['load_average']}; one thread.",
        f"Test landmarks {', '.join(report['test'])}:",
        f"{report['rows']:,} rows of {report['people']:,} people, {report['crises']:,} with a crisis in the",
        f"window ({report['base_rate']:.2%}).",
        "",
        f"| model | AUROC | AUPRC | precision at {report['caseload']} | calibration error | Brier | gain |",
        "|---|---|---|---|---|---|---|",
        *[_model_line(figures) for figures in report["models"]],
        _ceiling_line(report["ceiling"]),
        "",
        "| compared | AUROC difference | 95 % interval | p |",
        "|---|---|---|---|",
        *[_comparison_line(each, "") for each in report["comparisons"]],
        *[_comparison_line(each, ", strangers' neighbourhoods") for each in _controls(result)],
        "",
        f"Training took {run['train_seconds']} s,",
        f"scoring {run['scored']:,} people {run['score_seconds']} s; the whole process, imports included,",
        f"{run['seconds']} s and {run['megabytes']:,} MB at its peak.",
        "",
        "The ceiling is what the true probabilities of the simulator reach. They know hidden states and what",
        "came about until the window opened, so no model can reach it. The gain is the share of the way from",
        "the flat model's AUROC to the ceiling's, over the rows whose true probability is known.",
    ]
    return "\n".join(lines) + "\n"


def _controls(result: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in result["negative_control"]["report"]["comparisons"] if each["against"] == "flat"]


def _model_line(figures: dict[str, Any]) -> str:
    names = ("auroc", "auprc", "precision_at_caseload", "calibration_error", "brier", "captured_gain")
    return f"| {figures['model']} | " + " | ".join(_number(figures[name]) for name in names) + " |"


def _ceiling_line(best: dict[str, float]) -> str:
    first = (best["auroc"], best["auprc"], best["precision_at_caseload"])
    return "| ceiling | " + " | ".join(map(_number, (*first, None, best["brier"], None))) + " |"


def _comparison_line(each: dict[str, Any], remark: str) -> str:
    found = each["auroc_difference"]
    interval = f"{found['low']:+.3f} to {found['high']:+.3f}"
    pair = f"{each['model']} against {each['against']}{remark}"
    return f"| {pair} | {found['estimate']:+.3f} | {interval} | {found['p']:.3f} |"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"


if __name__ == "__main__":
    main()
