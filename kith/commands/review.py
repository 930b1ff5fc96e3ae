"""`kith review`: what to look at next, decisions with reasons, and what reviewed samples tell."""

import asyncio
import csv
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kith.commands.options import AsJson, settings_of
from kith.console import OUT, emit, emit_json, plain, rows_table, say
from kith.settings import Settings

if TYPE_CHECKING:
    from graph.reviewed import OpenPair, Reviewed
    from graph.ruling import Becomes, Opinion
    from graph.store import Store
    from resolver.review.pair_sample import PairEstimates
    from resolver.review.queue import Ranked

review = typer.Typer(
    help="What people decide on pairs of records: the queue, decisions, and samples.", no_args_is_help=True
)

Record = Annotated[str, typer.Argument(help="A record: its source, a slash, and its key there.")]
By = Annotated[str, typer.Option("--by", help="The reviewer; it is kept.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept, so it must hold no personal data.")]
Replace = Annotated[
    bool, typer.Option("--replace", help="Replace another reviewer's decision; it stays in the history.")
]
Count = Annotated[int, typer.Option(min=1, help="How many.")]
Sample = Annotated[Path, typer.Argument(help="CSV file of the sample.", dir_okay=False)]


@review.command("next")
def next_(
    context: typer.Context,
    count: Count = 5,
    by: Annotated[
        str | None, typer.Option("--by", help="The reviewer, whose own proposals wait for others.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the pairs whose answers teach most, with the evidence for each; changes nothing."""
    found = asyncio.run(_next(settings_of(context), count, by))
    if as_json:
        emit_json([{**plain(pair), "gain": ranked.gain, "alike": ranked.alike} for ranked, pair in found])
        return
    for ranked, pair in found:
        _write_question(ranked, pair)
    if not found:
        say("Nothing waits for a person.")


@review.command()
def decide(
    context: typer.Context,
    left: Record,
    right: Record,
    judgement: Annotated[str, typer.Argument(help="match, no_match or unsure.")],
    by: By,
    reason: Reason,
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Decide whether two records are of one person; a restricted record takes two reviewers."""
    from graph.ruling import Opinion

    _take(settings_of(context), Opinion(left, right, judgement, by, reason), replace, as_json)


@review.command()
def withdraw(
    context: typer.Context, left: Record, right: Record, by: By, reason: Reason, as_json: AsJson = False
) -> None:
    """Undo a reviewer's decision, or a proposal that waits; both stay in the history."""
    from graph.ruling import WITHDRAWN, Opinion

    _take(settings_of(context), Opinion(left, right, WITHDRAWN, by, reason), False, as_json)


@review.command("list")
def list_(
    context: typer.Context,
    record: Annotated[str | None, typer.Option(help="Only decisions about this record.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what was replaced or withdrawn.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List what reviewers decided, the latest first: who, when and why."""
    made = asyncio.run(_made(settings_of(context), record, limit, everything=everything))
    if as_json:
        emit_json(made)
    else:
        OUT.print(rows_table([_shown(each) for each in made], "Decisions of reviewers"))


@review.command()
def sample(
    context: typer.Context,
    out: Sample,
    size: Annotated[int, typer.Option(min=1, help="How many pairs.")] = 200,
    seed: Annotated[int, typer.Option(help="Seed of the draw.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Draw pairs at random, by weight, for reviewers to judge; only such pairs tell how right all are."""
    drawn = asyncio.run(_draw(settings_of(context), size, seed))
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*drawn[0], "judgement"] if drawn else ["judgement"])
        writer.writeheader()
        writer.writerows({**row, "judgement": ""} for row in drawn)
    emit({"pairs": len(drawn), "written": out}, as_json=as_json, title="Sample")


@review.command()
def estimate(
    context: typer.Context,
    drawn: Annotated[Path, typer.Argument(help="The sample, judged.", exists=True, dir_okay=False)],
    as_json: AsJson = False,
) -> None:
    """Estimate precision and recall from a judged sample; judgements it lacks are read from the graph."""
    with drawn.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = asyncio.run(_estimate(settings_of(context), rows))
    emit(found, as_json=as_json, title="Estimated from a sample of pairs")


def _shown(made: "Reviewed") -> dict[str, object]:
    found = made.judgement if made.proposes is None else f"proposes {made.proposes}"
    ended = f"{made.superseded_at} by {made.superseded_by}: {made.superseded_reason}"
    return {
        "records": [made.left, made.right],
        "found": found,
        "by": f"{made.reviewer}, {made.made_at}",
        "reason": made.reason,
        "ended": ended if made.superseded_at else None,
    }


def _take(settings: Settings, opinion: "Opinion", replace: bool, as_json: bool) -> None:
    becomes, told = asyncio.run(_taken(settings, opinion, replace=replace))
    emit({"decision": becomes.value, "people": told}, as_json=as_json, title="Review")


async def _taken(settings: Settings, opinion: "Opinion", *, replace: bool) -> "tuple[Becomes, str]":
    """Take the opinion and judge anew what it touches."""
    from graph.migration import migrate
    from graph.review import take
    from graph.ruling import Becomes
    from graph.store import Store

    async with await Store.connect(settings.target()) as store:
        await migrate(store)
        becomes = await take(store, opinion, replaces=replace)
        if becomes is Becomes.PROPOSED:
            return becomes, "unchanged; another reviewer must find the same"
        told = "unchanged" if becomes is Becomes.UNCHANGED else await _revised(settings, store, opinion)
        return becomes, told


async def _revised(settings: Settings, store: "Store", opinion: "Opinion") -> str:
    from resolver.errors import ModelError
    from resolver.learned import Learned
    from resolver.review.follow import follow

    try:
        learned = Learned.load(settings.resolver)
    except ModelError:
        return "unchanged until `kith resolve` is run, as no model is kept here"
    written = await follow(store, opinion, learned, settings.identity_key())
    return f"judged anew: {written.change.written + written.change.removed} changes"


async def _next(settings: Settings, count: int, by: str | None) -> "list[tuple[Ranked, OpenPair]]":
    from graph.reviewed import read_kept, read_open
    from graph.store import Store
    from resolver.review.question import questions_of_graph
    from resolver.review.queue import in_order

    async with await Store.connect(settings.target()) as store:
        waiting = [pair for pair in await read_open(store) if by is None or pair.proposed_by != by]
        people = {id_ for pair in waiting for id_ in pair.people if id_ is not None}
        questions = questions_of_graph(waiting, await read_kept(store, people))
    pairs = {(pair.left, pair.right): pair for pair in waiting}
    first = islice(in_order(questions), count)
    return [(each, pairs[each.question.left, each.question.right]) for each in first]


async def _made(settings: Settings, record: str | None, limit: int, *, everything: bool) -> "list[Reviewed]":
    from graph.reviewed import read_made
    from graph.store import Store

    async with await Store.connect(settings.target()) as store:
        return await read_made(store, record, everything=everything, limit=limit)


async def _draw(settings: Settings, size: int, seed: int) -> list[dict[str, Any]]:
    import pyarrow as pa

    from graph.reviewed import read_judged
    from graph.store import Store
    from resolver.review.pair_sample import draw_pairs

    async with await Store.connect(settings.target()) as store:
        kept = [plain(each) for each in await read_judged(store)]
    pairs = pa.table({name: [each[name] for each in kept] for name in ("left", "right", "weight", "joined")})
    return draw_pairs(pairs, size, seed).to_pylist() if kept else []


async def _estimate(settings: Settings, rows: list[dict[str, str]]) -> "PairEstimates":
    import pyarrow as pa

    from graph.decisions import read_reviewed
    from graph.store import Store
    from resolver.review.pair_sample import estimate_from_pairs

    judgements: list[str | None] = [row.get("judgement") or None for row in rows]
    if not all(judgements):
        async with await Store.connect(settings.target()) as store:
            reviewed = await read_reviewed(store)
        judgements = [
            said or reviewed.get((row["left"], row["right"]))
            for said, row in zip(judgements, rows, strict=True)
        ]
    sample = pa.table(
        {
            "joined": [row["joined"] == "True" for row in rows],
            "stratum": [int(row["stratum"]) for row in rows],
            "stratum_pairs": [int(row["stratum_pairs"]) for row in rows],
        }
    )
    return estimate_from_pairs(sample, judgements)


def _write_question(ranked: "Ranked", pair: "OpenPair") -> None:
    from resolver.explain.text import waterfall_text
    from resolver.explain.waterfall import waterfall_of_evidence

    question = ranked.question
    now = "joined" if question.is_joined else "apart"
    sizes = " and ".join(str(size) for size in question.sizes[: 1 if question.is_joined else 2])
    waits = f"; {pair.proposed_by} proposes {pair.proposes}" if pair.proposed_by else ""
    head = f"{pair.left} — {pair.right}: now {now} ({sizes} records), {ranked.alike} pairs alike{waits}"
    sys.stdout.write(f"{head}\n{waterfall_text(waterfall_of_evidence(pair.evidence))}\n\n")
