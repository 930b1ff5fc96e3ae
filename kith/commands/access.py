"""`kith access why` and `kith access check`: what the rules come to, without a database; and broken glass."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gql.facts import Restriction, State, Tie
from gql.roles import Purpose, Role
from kith.commands.glass import glass
from kith.commands.options import AsJson
from kith.console import OUT, emit_json, facts_table, plain, rows_table, say

if TYPE_CHECKING:
    from gql.packs import Packs
    from gql.why import Asked, Why

access = typer.Typer(
    help="What the access rules come to: why somebody sees something, the tables of the packs, broken glass.",
    no_args_is_help=True,
)
access.add_typer(glass, name="glass")
Policies = Annotated[
    Path | None,
    typer.Option(exists=True, file_okay=False, help="Folder of packs; those that ship if left out."),
]


@access.command()
def why(
    role: Annotated[Role, typer.Option(help="Who asks.")],
    purpose: Annotated[Purpose, typer.Option(help="What for.")],
    what: Annotated[
        str, typer.Option("--field", help="A field (Person.birthDate), a type (Person) or 'do breakGlass'.")
    ],
    tie: Annotated[
        Tie, typer.Option(help="Whether the caller or their team works with the person.")
    ] = Tie.NONE,
    restriction: Annotated[
        Restriction, typer.Option(help="How strictly the person is held.")
    ] = Restriction.NONE,
    dissent: Annotated[
        bool, typer.Option("--dissent", help="The person has said no to the purpose.")
    ] = False,
    glass: Annotated[bool, typer.Option("--glass", help="The caller has broken the glass.")] = False,
    policies: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Say whether a role sees a field for a purpose, by which rules, and what would change that."""
    from gql.why import Asked, reasons_of

    asked = Asked(role, purpose, what, State(tie, restriction, dissent, glass))
    found = reasons_of(_packs(policies)).why(asked)
    if as_json:
        emit_json({"asked": asked, "answer": found})
        return
    _show(asked, found)


@access.command()
def check(policies: Policies = None, as_json: AsJson = False) -> None:
    """Compare every line of the packs' tables with the rules; exit 1 where one does not hold."""
    from gql.cases import check_cases, words
    from gql.packs import POLICIES

    checked = list(check_cases(_packs(policies), policies or POLICIES))
    wrong = [
        {
            "pack": each.case.pack,
            "line": each.case.line,
            "role": each.case.role,
            "what": each.case.what,
            "state": words(each.case.state),
            "expected": each.case.expected,
            "found": each.found,
        }
        for each in checked
        if not each.holds
    ]
    if as_json:
        emit_json({"cases": len(checked), "wrong": wrong})
    elif wrong:
        OUT.print(rows_table(wrong, "Cases that do not hold"))
    say(f"{len(checked)} cases, {len(wrong)} of them do not hold.")
    if wrong:
        raise typer.Exit(1)


def _packs(folder: Path | None) -> "Packs":
    from gql.packs import POLICIES, Packs

    return Packs.read(POLICIES if folder is None else folder)


def _show(asked: "Asked", found: "Why") -> None:
    """The answer first, then the protocol it rests on, the rules, and what would change it."""
    OUT.print(facts_table(dict(_facts(asked, found))))
    if found.rules:
        OUT.print(rows_table([plain(each) for each in found.rules], "Rules that decided"))
    if found.would_change:
        OUT.print(rows_table([plain(each) for each in found.would_change], "What would change it"))


def _facts(asked: "Asked", found: "Why") -> Iterator[tuple[str, Any]]:
    yield asked.what, found.outcome
    yield "who asks", f"{asked.role.value}, for {asked.purpose.value}"
    yield "the row", found.state
    if found.because:
        yield "because", found.because
    if found.agreement is not None:
        yield "protocol", f"{found.agreement.name} ({found.agreement.pack})"
        yield "lead body", found.agreement.lead_body
        yield "legal basis", found.agreement.legal_basis
        yield "review by", found.agreement.review_date
