"""The table of a pack: who, what, in which state of the row, and what is expected to come of it.

A table is written by whoever answers for the protocol, and says in plain words what the rules must come to.
Columns: `role`; `what`, a field (`Person.givenName`), a kind (`Person`) or something done (`do breakGlass`);
`state`, any of own, team, sensitive, restricted, sealed, dissent and glass, or nothing for a stranger with
whom nobody works; `expected`, one of read, coarsen, pseudonym, mask, hide, found, absent, done and refused.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gql.access import AccessPlan, Outcome, decide
from gql.errors import SettingsError
from gql.facts import Restriction, State, Tie
from gql.model import model
from gql.packs import POLICIES, Packs
from gql.roles import Operation, Role

_COLUMNS = ["role", "what", "state", "expected"]
_EXPECTED = {each.value for each in Outcome} | {"found", "absent", "done", "refused"}


@dataclass(frozen=True)
class Case:
    """One line of a table."""

    pack: str
    line: int
    role: Role
    what: str
    state: State
    expected: str


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a pack's table; none where there is no table.

    Raises:
        SettingsError: a line names what there is not.
    """
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if rows.fieldnames != _COLUMNS:
            raise SettingsError(f"{path.name}: the columns must be {','.join(_COLUMNS)}")
        return tuple(_case(path, number, row) for number, row in enumerate(rows, 2))


@dataclass(frozen=True)
class Checked:
    """A case, and what the rules make of it."""

    case: Case
    found: str

    @property
    def holds(self) -> bool:
        """Whether it is what was expected."""
        return self.found == self.case.expected


def check_cases(packs: Packs, folder: Path = POLICIES) -> Iterator[Checked]:
    """Every case of every pack of a folder, with what its rules make of it today.

    Raises:
        SettingsError: a table names what there is not.
    """
    for pack in packs.packs:
        plans: dict[Role, AccessPlan] = {}
        for case in read_cases(folder / f"{pack.id}.cases.csv"):
            if case.role not in plans:
                plans[case.role] = decide(packs, pack, frozenset({case.role}))
            yield Checked(case, outcome(plans[case.role], case.what, case.state))


def outcome(plan: AccessPlan, what: str, state: State) -> str:
    """What becomes of a field, a kind or something to be done, for a row in a state."""
    kind, _, field = what.partition(".")
    if kind.startswith("do "):
        return "done" if state in plan.does(kind.removeprefix("do ")) else "refused"
    is_met = state in plan.meets(kind)
    if not field:
        return "found" if is_met else "absent"
    rule = plan.rule(kind, field)
    return rule.at(state).value if is_met else "hide"


def _case(path: Path, line: int, row: dict[str, str]) -> Case:
    try:
        role, what, expected = Role(row["role"]), row["what"], row["expected"]
        if expected not in _EXPECTED or not is_known(what):
            raise ValueError(what)
        return Case(path.name.partition(".")[0], line, role, what, state_of(row["state"]), expected)
    except (ValueError, TypeError) as error:
        raise SettingsError(
            f"{path.name}, line {line}: there is no such role, field, state or outcome"
        ) from error


def state_of(text: str) -> State:
    """A state from its words, such as `team sensitive glass`; what is not named is as for a stranger.

    Raises:
        ValueError: a word says nothing about a row, or says again what another has said.
    """
    said: dict[str, Tie | Restriction | bool] = {}
    for word in text.split():
        fact, value = _word(word)
        if fact in said:
            raise ValueError(word)
        said[fact] = value
    return State(**said)  # type: ignore[arg-type]


def _word(word: str) -> tuple[str, Tie | Restriction | bool]:
    if word in {"dissent", "glass"}:
        return word, True
    if word in {"own", "team"}:
        return "tie", Tie(word)
    return "restriction", Restriction(word)


def words(state: State) -> str:
    """A state in the words of a table."""
    return " ".join(_words(state))


def _words(state: State) -> Iterator[str]:
    yield from (each.value for each in (state.tie, state.restriction) if each.value != "none")
    yield from (name for name in ("dissent", "glass") if getattr(state, name))


def is_known(what: str) -> bool:
    """Whether there is such a field (`Person.birthDate`), kind, or operation (`do breakGlass`)."""
    kind, _, field = what.partition(".")
    if kind.startswith("do "):
        return kind.removeprefix("do ") in set(Operation)
    return kind in model() and (not field or field in model()[kind].fields)
