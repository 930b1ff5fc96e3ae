"""Whole names are split into their parts."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from graph.values import full_name

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "full_name_parts.yaml").read_text("utf-8"))
WORD = st.from_regex(r"[A-Z][a-z]{4,9}", fullmatch=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_parts(case: dict[str, Any]) -> None:
    parts = full_name.split(case["text"])
    assert [parts.title, parts.given, parts.middle, parts.family] == case["parts"]


@given(st.lists(WORD, min_size=2, max_size=4))
def test_no_word_of_a_name_is_lost(words: list[str]) -> None:
    parts = full_name.split(" ".join(words))
    found = " ".join(filter(None, [parts.title, parts.given, parts.middle, parts.family])).split()
    assert [word.lower() for word in found] == [word.lower() for word in words]


@given(st.lists(WORD, min_size=1, max_size=2), WORD)
def test_a_comma_shows_the_family_name(given_names: list[str], family: str) -> None:
    spoken = full_name.split(f"{' '.join(given_names)} {family}")
    listed = full_name.split(f"{family}, {' '.join(given_names)}")
    assert spoken.family == listed.family or spoken.title != listed.title
