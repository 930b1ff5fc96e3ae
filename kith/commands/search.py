"""`kith search`: people by anything half remembered, best first, each with why."""

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from kith.commands.options import AsJson, settings_of
from kith.console import OUT, emit_json, plain, progress, rows_table
from kith.settings import Settings

if TYPE_CHECKING:
    from resolver.search.hit import Hit, Part
    from resolver.search.query import Query

Named = dict[str, dict[str, str | None]]


def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="What is remembered, in one line.")] = "",
    given: Annotated[str | None, typer.Option(help="Given names, or their beginnings.")] = None,
    family: Annotated[str | None, typer.Option(help="Family names, present or former.")] = None,
    born: Annotated[str | None, typer.Option(help="A date of birth, a part of one, or years.")] = None,
    age: Annotated[str | None, typer.Option(help="40, 'about 40', 35-45 or forties.")] = None,
    postcode: Annotated[str | None, typer.Option(help="A postcode, or a part of one.")] = None,
    address: Annotated[
        str | None, typer.Option(help="Words and numbers of an address, present or past.")
    ] = None,
    digits: Annotated[str | None, typer.Option(help="Last digits of a telephone or NHS number.")] = None,
    limit: Annotated[int, typer.Option(help="How many people at most.", min=1)] = 10,
    as_json: AsJson = False,
) -> None:
    """Find people by anything half remembered: name fragments, misspelt names, old addresses, an age."""
    from resolver.search.line import line_terms
    from resolver.search.query import Fields, Query

    today = date.today()
    fields = Fields(given, family, born, age, postcode, address, digits)
    query = Query.of([*line_terms(text, today), *fields.terms(today)])
    hits, named = asyncio.run(_search(settings_of(context), query, limit))
    if as_json:
        emit_json([{**plain(hit), **_person(hit, named)} for hit in hits])
        return
    OUT.print(rows_table([_row(hit, named) for hit in hits], f"{len(hits)} found, best first"))


async def _search(settings: Settings, query: "Query", limit: int) -> tuple[list["Hit"], Named]:
    from graph.store import Store
    from graph.whose import read_names
    from resolver.search.fresh import FreshIndex

    async with await Store.connect(settings.target()) as store:
        with progress() as report:
            report("index", 0)
            fresh = await FreshIndex.read(store)
        hits = fresh.index.search(query, limit)
        return hits, await read_names(store, [hit.person for hit in hits])


def _person(hit: "Hit", named: Named) -> dict[str, str | None]:
    person = named.get(hit.person, {})
    return {field: person.get(field) for field in ("given_name", "family_name", "birth_date")}


def _row(hit: "Hit", named: Named) -> dict[str, object]:
    person = _person(hit, named)
    name = " ".join(part for part in (person["given_name"], person["family_name"]) if part)
    return {
        "person": hit.person,
        "name": name,
        "born": person["birth_date"],
        "bits": round(hit.bits, 1),
        "why": "\n".join(_why(part) for part in hit.parts),
    }


def _why(part: "Part") -> str:
    found = f" — {part.field.replace('_', ' ')} {part.value}" if part.field else ""
    return f"{part.bits:+.1f} {part.asked}{found}: {part.how}"
