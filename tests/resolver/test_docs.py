"""The page on resolving names every setting, comparison, key part and error there is."""

from pathlib import Path

import pytest

from resolver import errors, keys
from resolver.settings import ComparisonKind, Settings

PAGE = (Path(__file__).parents[2] / "docs" / "resolve.md").read_text("utf-8")
ERRORS = [
    name
    for name, each in vars(errors).items()
    if isinstance(each, type) and each.__base__ is errors.ResolverError
]


@pytest.mark.parametrize("name", [*Settings.model_fields, *(kind.value for kind in ComparisonKind), *ERRORS])
def test_settings_comparisons_and_errors_are_documented(name: str) -> None:
    assert f"| `{name}` |" in PAGE


def test_key_parts_are_documented() -> None:
    named = ("sound", "year", "day_month", "district", "sector", "numbers")
    assert all(f"`{part}`" in PAGE and keys.part_of(part) for part in named)
