"""Golden records: the declared criteria decide, and every value comes from a record."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolver.golden import SURVIVORSHIP, golden

COLUMNS = ("source", "recorded_at", "given_name", "family_name", "birth_date", "phone", "nhs_number")
SCHEMA = pa.schema({name: pa.string() for name in COLUMNS})
TRUST = {"health": 0.9, "benefits": 0.5}


def _records(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(
        [dict.fromkeys(COLUMNS) | {"source": "benefits"} | row for row in rows], SCHEMA
    )


def _one(*rows: dict[str, Any]) -> dict[str, Any]:
    table = golden(_records(*rows), np.zeros(len(rows), dtype=np.int64), TRUST)
    result: dict[str, Any] = table.to_pylist()[0]
    return result


@pytest.mark.parametrize(
    ("field", "values", "survivor"),
    [
        ("given_name", [("Jo", "benefits", "2024"), ("J", "health", "2025")], "Jo"),
        ("given_name", [("Ann", "benefits", "2024"), ("Anne", "health", "2020")], "Anne"),
        ("family_name", [("Old", "health", "2020"), ("New", "benefits", "2024")], "New"),
        (
            "family_name",
            [("Old", "health", "2020"), ("Old", "benefits", "2021"), ("Odl", "health", "2024")],
            "Old",
        ),
        ("birth_date", [("1980", "health", "2024"), ("1980-03-02", "benefits", "2020")], "1980-03-02"),
        ("birth_date", [("1900-01-01", "health", "2024"), ("1980", "benefits", "2020")], "1980"),
        ("birth_date", [("1900-01-01", "health", "2024")], "1900-01-01"),
        ("phone", [("+441", "health", "2020"), ("+442", "benefits", "2024")], "+442"),
        ("nhs_number", [("1", "health", "2020"), ("2", "benefits", "2024")], "1"),
        ("given_name", [("B", "health", None), ("A", "health", None)], "A"),
    ],
)
def test_the_declared_criteria_decide(
    field: str, values: list[tuple[str, str, str | None]], survivor: str
) -> None:
    rows = [{field: value, "source": source, "recorded_at": day} for value, source, day in values]
    assert _one(*rows)[field] == survivor


def test_records_are_counted_and_missing_fields_stay_empty() -> None:
    result = _one({"given_name": "Ann"}, {"given_name": "Ann"})
    assert result["record_count"] == 2
    assert result["email"] is None
    assert set(result) == {*SURVIVORSHIP, "restriction", "record_count"}


def test_no_records_give_no_persons() -> None:
    assert golden(_records(), np.array([], dtype=np.int64), TRUST).num_rows == 0


texts = st.none() | st.sampled_from(["a", "b", "abc", "1980", "1980-01-02", "1900-01-01"])
rows = st.fixed_dictionaries(
    {name: texts for name in COLUMNS if name != "source"} | {"source": st.sampled_from(["health", "x"])}
)


@given(st.lists(st.tuples(rows, st.integers(0, 2)), min_size=1, max_size=12), st.randoms())
def test_golden_values_are_the_records_own_and_order_does_not_matter(
    chosen: list[tuple[dict[str, Any], int]], random: Any
) -> None:
    numbers = {label: number for number, label in enumerate(sorted({label for _, label in chosen}))}

    def _golden(pairs: list[tuple[dict[str, Any], int]]) -> list[dict[str, Any]]:
        person = np.array([numbers[label] for _, label in pairs], dtype=np.int64)
        made: list[dict[str, Any]] = golden(_records(*(row for row, _ in pairs)), person, TRUST).to_pylist()
        return made

    result = _golden(chosen)
    for label, number in numbers.items():
        for field in SURVIVORSHIP:
            own = {row.get(field) for row, each in chosen if each == label} - {None}
            assert (result[number][field] in own) if own else result[number][field] is None
    random.shuffle(chosen)
    assert _golden(chosen) == result


@pytest.mark.parametrize(
    ("given", "strictest"),
    [
        ([None, None], "none"),
        (["none", None], "none"),
        (["sensitive", "none"], "sensitive"),
        (["restricted", "sealed"], "sealed"),
        (["sealed", None], "sealed"),
        (["sensitive", "restricted"], "restricted"),
    ],
)
def test_the_strictest_restriction_of_any_record_wins(given: list[str | None], strictest: str) -> None:
    for order in (given, given[::-1]):
        records = pa.table({"source": ["a", "b"], "restriction": pa.array(order, pa.string())})
        made = golden(records, np.array([0, 0]), {"a": 1.0, "b": 0.0})
        assert made["restriction"].to_pylist() == [strictest]
