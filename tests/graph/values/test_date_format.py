"""Date formats are understood when the contract is read, or refused then."""

import pytest

from graph.values.date_format import DateFormat, DateParts


@pytest.mark.parametrize("text", ["%d/%m", "%d %Y", "%Y %Y", "%d/%m/%n/%Y", "DD/MM/YYYY", "%Y%", "%b %m %Y"])
def test_a_format_that_gives_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="date format"):
        DateFormat.parse(text)


@pytest.mark.parametrize(("text", "is_complete"), [("%d/%m/%Y", True), ("%m/%Y", False), ("%Y", False)])
def test_a_format_is_complete_with_a_day(text: str, is_complete: bool) -> None:
    assert DateFormat.parse(text).is_complete is is_complete


def test_what_is_not_in_the_format_is_none() -> None:
    assert DateFormat.parse("%d/%m/%Y").read("1990-05-06", 2026) is None


def test_characters_that_mean_something_in_patterns_mean_themselves() -> None:
    assert DateFormat.parse("%d.%m.%Y (%H)").read("01.02.1990 (12)", 2026) == DateParts(1990, 2, 1)
    assert DateFormat.parse("%d.%m.%Y").read("01x02x1990", 2026) is None
