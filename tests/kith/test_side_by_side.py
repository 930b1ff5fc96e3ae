"""Two answers beside each other."""

from io import StringIO

from rich.console import Console

from kith.demonstration.question import Answer
from kith.demonstration.side_by_side import side_by_side

FIRST = {
    "person": {
        "givenName": "Amina",
        "score": {"reasons": [{"feature": "own/crisis", "wording": "A crisis before"}]},
        "episodes": [{"kind": "contact", "start": f"2026-01-0{day}"} for day in range(1, 8)],
    }
}
SECOND: dict[str, object] = {"person": {"givenName": None, "score": None, "episodes": []}}


def drawn() -> str:
    answers = [Answer("a", "caseworker", "direct_care", FIRST), Answer("b", "analyst", "research", SECOND)]
    console = Console(width=200, file=StringIO())
    with console.capture() as captured:
        console.print(side_by_side(answers))
    return captured.get()


def test_each_fact_is_a_row_and_each_asker_a_column() -> None:
    text = drawn()
    line = next(line for line in text.splitlines() if "givenName" in line)
    assert "Amina" in line
    assert "—" in line


def test_reasons_are_told_by_their_wording_and_long_lists_are_cut() -> None:
    text = drawn()
    assert "A crisis before" in text
    assert "own/crisis" not in text
    assert "… and 2 more" in text
