"""The tables of the packs: every line holds, and a line that is wrong is found."""

from pathlib import Path
from shutil import copytree

import pytest

from gql.cases import Case, check_cases, read_cases, state_of, words
from gql.errors import SettingsError
from gql.facts import STATES, State
from gql.packs import POLICIES, Packs
from gql.roles import Role

PACKS = Packs.read()
CHECKED = list(check_cases(PACKS))


@pytest.mark.parametrize("pack", [each.id for each in PACKS.packs])
def test_every_line_of_every_table_holds(pack: str) -> None:
    mine = [each for each in CHECKED if each.case.pack == pack]
    assert mine
    assert [each for each in mine if not each.holds] == []


def test_every_role_of_a_protocol_has_lines() -> None:
    for pack in PACKS.packs:
        asked = {each.case.role for each in CHECKED if each.case.pack == pack.id}
        assert asked >= pack.protocol.roles


def test_a_line_that_does_not_hold_is_found(tmp_path: Path) -> None:
    folder = Path(copytree(POLICIES, tmp_path / "policies"))
    with (folder / "audit.cases.csv").open("a", encoding="utf-8") as file:
        file.write("auditor,Person.givenName,,read\n")
    (wrong,) = (each for each in check_cases(PACKS, folder) if not each.holds)
    assert (wrong.case.role, wrong.case.what, wrong.found) == (Role.AUDITOR, "Person.givenName", "hide")


@pytest.mark.parametrize(
    "line",
    [
        "king,Person,,found",
        "auditor,Passport,,found",
        "auditor,Person.shoeSize,,read",
        "auditor,do harm,,done",
        "auditor,Person,drunk,found",
        "auditor,Person,own team,found",
        "auditor,Person,,perhaps",
        "auditor,Person",
    ],
)
def test_a_line_that_says_nothing_is_refused(tmp_path: Path, line: str) -> None:
    table = tmp_path / "audit.cases.csv"
    table.write_text(f"role,what,state,expected\nauditor,Person,,found\n{line}\n", "utf-8")
    with pytest.raises(SettingsError, match="line 3"):
        read_cases(table)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    table = tmp_path / "audit.cases.csv"
    table.write_text("role,field\nauditor,Person\n", "utf-8")
    with pytest.raises(SettingsError, match="columns"):
        read_cases(table)


def test_no_table_is_no_case(tmp_path: Path) -> None:
    found: tuple[Case, ...] = read_cases(tmp_path / "audit.cases.csv")
    assert found == ()


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_read_from_its_words(state: State) -> None:
    assert state_of(words(state)) == state
