"""Every refusal has its own code, a constant text with a suggestion, and a line in the documentation."""

from pathlib import Path

import pytest

import gql.changes.errors
import gql.extracts.errors
import gql.integrators.errors  # noqa: F401 - they add refusals to the tree
from gql.errors import AccessError

PAGE = Path(__file__).parents[2].joinpath("docs", "graphql.md").read_text("utf-8")


def all_errors() -> list[type[AccessError]]:
    return [AccessError, *AccessError.__subclasses__()]


def test_codes_are_unique() -> None:
    codes = [error.code for error in all_errors()]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("error", all_errors())
def test_an_error_says_what_happened_and_what_to_do(error: type[AccessError]) -> None:
    answer = error().as_answer()
    assert set(answer) == {"errors"}
    (told,) = answer["errors"]
    assert told["message"] == error.message
    assert told["extensions"] == {"code": error.code, "suggestion": error.suggestion}
    assert error.message.endswith(".")
    assert error.suggestion.endswith(".")


@pytest.mark.parametrize("error", all_errors())
def test_an_error_is_documented_with_its_status(error: type[AccessError]) -> None:
    assert f"| `{error.code}` | {error.status} |" in PAGE
