"""Standardising: the cases of the table, and what holds for any text."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from resolver import standardise

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "standardise.yaml").read_text("utf-8"))
FUNCTIONS = {name: getattr(standardise, name) for name in CASES}


@pytest.mark.parametrize(
    ("name", "text", "made"),
    [(name, case["given"], case["made"]) for name, cases in CASES.items() for case in cases],
)
def test_a_value_becomes_what_the_table_says(name: str, text: str, made: str | None) -> None:
    assert FUNCTIONS[name](text) == made


@given(st.text(), st.sampled_from(sorted(set(FUNCTIONS) - {"date"})))
def test_standardising_twice_changes_nothing(text: str, name: str) -> None:
    once = FUNCTIONS[name](text)
    assert once is None or FUNCTIONS[name](once) == once


@given(st.text())
def test_a_date_is_eight_digits_or_nothing(text: str) -> None:
    made = standardise.date(text)
    assert made is None or (len(made) == 8 and made.isdigit())
