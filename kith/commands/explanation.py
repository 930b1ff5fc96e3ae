"""`kith explain` and `kith doubtful`: why records were joined or not, and which people are worth a look."""

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kith.commands.options import AsJson, settings_of
from kith.console import OUT, emit_json, plain, rows_table, say
from kith.settings import Settings

if TYPE_CHECKING:
    from graph.view import WhyJoined
    from resolver.explain.built import Built
    from resolver.explain.why_not import WhyNot
    from resolver.studio import Study


def explain(
    context: typer.Context,
    person: Annotated[str | None, typer.Argument(help="Id of the person; a retired id will do.")] = None,
    pair: Annotated[
        tuple[str, str] | None,
        typer.Option(help="Two records, or two people, by id instead: why, or why not."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say why a person's records were joined, step by step; or why two were not, and what would join them."""
    if (person is None) == (pair is None):
        raise typer.BadParameter("Give the id of a person, or --pair with two ids.")
    settings = settings_of(context)
    if pair is not None:
        _show_pair(asyncio.run(_why_not(settings, *pair)), as_json)
    elif person is not None:
        _show_person(person, *asyncio.run(_explain(settings, person)), as_json)


def doubtful(
    context: typer.Context,
    person: Annotated[str | None, typer.Argument(help="Only this person; default: all worth a look.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many people.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Show the people whose records hang together weakly, and what each cut would do; changes nothing."""
    from resolver.explain.text import study_text

    studies = asyncio.run(_studies(settings_of(context), person))[:limit]
    if as_json:
        emit_json([_studied(each) for each in studies])
        return
    sys.stdout.writelines(study_text(each) + "\n" for each in studies)
    if not studies:
        say("Nobody is doubtful.")


def _show_pair(found: "WhyNot", as_json: bool) -> None:
    from resolver.explain.text import waterfall_text, why_not_text

    if as_json:
        weight = {"weight": found.waterfall.weight, "probability": found.waterfall.probability}
        emit_json({**plain(found), **weight, "balance": found.balance})
        return
    sys.stdout.write(f"{waterfall_text(found.waterfall)}\n\n{why_not_text(found)}\n")


def _show_person(person: str, found: "WhyJoined | None", steps: "Built | None", as_json: bool) -> None:
    if found is None:
        raise typer.BadParameter(f"There is no person {person}.")
    if as_json:
        content: dict[str, Any] = plain(found)
        emit_json({**content, "built": steps})
        return
    OUT.print(rows_table([{"record": record} for record in found.records], f"The records of {found.person}"))
    if steps is None:
        say("How they came together is not told: no model is kept here. Run `kith resolve` once.")
    else:
        _write_steps(steps)
    _write_decisions(found)


def _write_steps(steps: "Built") -> None:
    from resolver.explain.text import built_text

    sys.stdout.write(
        f"\nHow they came together; see `kith history` for when and by whom\n{built_text(steps)}\n\n"
    )


def _write_decisions(found: "WhyJoined") -> None:
    from resolver.bridges import bridges
    from resolver.explain.text import waterfall_text
    from resolver.explain.waterfall import waterfall_of_evidence

    alone = bridges((each.left, each.right) for each in found.decisions if each.judgement == "match")
    for decision in found.decisions:
        title = f"{decision.left} — {decision.right}: {decision.judgement}, by {decision.made_by}"
        if frozenset((decision.left, decision.right)) in alone:
            title += "; it alone holds two parts of the person together"
        steps = waterfall_text(waterfall_of_evidence(decision.evidence)) if decision.evidence else ""
        sys.stdout.write(f"{title}\n{steps}\n\n")


async def _explain(settings: Settings, person: str) -> "tuple[WhyJoined | None, Built | None]":
    from graph.store import Store
    from graph.view import why_joined
    from resolver.errors import ModelError
    from resolver.explain.asked import look_at
    from resolver.explain.built import built
    from resolver.learned import Learned

    async with await Store.connect(settings.target()) as store:
        found = await why_joined(store, person)
        if found is None:
            return None, None
        try:
            learned = Learned.load(settings.resolver)
        except ModelError:
            return found, None
        asked = await look_at(store, learned, (found.person,))
        return found, built(asked.view.only(found.records))


async def _why_not(settings: Settings, one: str, other: str) -> "WhyNot":
    from graph.store import Store
    from resolver.explain.asked import why_not_of
    from resolver.learned import Learned

    learned = Learned.load(settings.resolver)
    async with await Store.connect(settings.target()) as store:
        return await why_not_of(store, learned, one, other)


async def _studies(settings: Settings, person: str | None) -> "list[Study]":
    from graph.joined import read_joined
    from graph.store import Store
    from graph.view import resolve_id
    from resolver.explain.doubtful import doubtful_people, study_of

    async with await Store.connect(settings.target()) as store:
        if person is None:
            return doubtful_people(await read_joined(store))
        known = await resolve_id(store, person)
        if known is None:
            raise typer.BadParameter(f"There is no person {person}.")
        return [study_of(each) for each in await read_joined(store, known)]


def _studied(found: "Study") -> dict[str, Any]:
    cuts = [{**plain(cut), "balance": cut.balance} for cut in found.cuts]
    return {**plain(found), "cohesion": found.cohesion, "cuts": cuts}
