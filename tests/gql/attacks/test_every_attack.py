"""Each of the attacks that the access layer must hold has a file of its own, and is documented."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
ATTACKS = {
    1: "order by a field that may not be read, and cursors that tell of it",
    2: "filter by a field that may not be read, by bisection",
    3: "aggregates over hidden values",
    4: "counts, pages and gaps that tell of hidden rows",
    5: "derived values whose inputs are hidden",
    6: "by id, for every type",
    7: "the same field along another path",
    8: "sealed people, by body, error and time",
    9: "seals inferred from resolution",
    10: "writes as an oracle",
    11: "full-text search over hidden values",
    12: "the schema",
    13: "facts that are missing or of another type",
    14: "claims that the request makes of itself",
    15: "small counts and differences",
    16: "pseudonyms joined across extracts",
    17: "break-glass without reason, too long, too wide, approved by oneself",
    18: "floods of aliases, fragments and directives",
    19: "documents that cost the parser and the validator",
    20: "questions that cost the database",
    21: "tokens",
    22: "subscriptions that outlive a decision",
    23: "requests from other pages, and bodies read in two ways",
    24: "injection of Cypher",
    25: "bleeding between callers",
}
"""What each attack tries, by its number."""


@pytest.mark.parametrize("number", ATTACKS)
def test_has_a_file_with_tests(number: int) -> None:
    (path,) = HERE.glob(f"test_attack_{number:02}_*.py")
    assert "def test_" in path.read_text("utf-8")
