"""Every canonical value by its table of cases; analysts add a line, not a function."""

import unicodedata
from collections.abc import Callable
from datetime import date as day
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import RefusedValueError
from graph.values import (
    date,
    email,
    full_name,
    key,
    name,
    nhs_number,
    partial_date,
    phone,
    postcode,
    text,
    uprn,
)

CASES = Path(__file__).parent / "cases"
TODAY = day(2026, 11, 24)
CANONICAL: dict[str, Callable[..., str]] = {
    "date": partial(date.canonical, today=TODAY),
    "email": email.canonical,
    "full_name": full_name.canonical,
    "key": key.canonical,
    "name": name.canonical,
    "nhs_number": nhs_number.canonical,
    "partial_date": partial(partial_date.canonical, today=TODAY),
    "phone": phone.canonical,
    "postcode": postcode.canonical,
    "text": text.canonical,
    "uprn": uprn.canonical,
}


def _cases() -> list[Any]:
    tables = {value: yaml.safe_load((CASES / f"{value}.yaml").read_text("utf-8")) for value in CANONICAL}
    return [
        pytest.param(value, case, id=f"{value}-{at}")
        for value, cases in tables.items()
        for at, case in enumerate(cases)
    ]


@pytest.mark.parametrize(("value", "case"), _cases())
def test_case(value: str, case: dict[str, Any]) -> None:
    options = {"formats": case["formats"]} if "formats" in case else {}
    if "becomes" in case:
        assert CANONICAL[value](case["text"], **options) == case["becomes"]
        return
    with pytest.raises(RefusedValueError) as refused:
        CANONICAL[value](case["text"], **options)
    assert refused.value.rule == case["refused"]
    assert refused.value.sound == case.get("sound")
    assert isinstance(refused.value, ValueError)


@pytest.mark.parametrize("value", CANONICAL)
def test_every_table_has_accepted_and_refused_cases(value: str) -> None:
    cases = yaml.safe_load((CASES / f"{value}.yaml").read_text("utf-8"))
    assert any("becomes" in case for case in cases)
    assert any("refused" in case for case in cases)


@pytest.mark.parametrize("value", CANONICAL)
@given(written=st.text() | st.from_regex(r"[A-Za-z'., -]{0,20}[0-9 +/-]{0,14}", fullmatch=True))
def test_canonical_values_are_stable(value: str, written: str) -> None:
    try:
        canonical = CANONICAL[value](written)
    except RefusedValueError:
        return
    assert CANONICAL[value](canonical) == canonical
    assert canonical == canonical.strip() != ""
    assert unicodedata.is_normalized("NFC", canonical)


@pytest.mark.parametrize("value", sorted(set(CANONICAL) - {"full_name", "key", "name", "text"}))
@given(written=st.text())
def test_refusals_tell_no_value(value: str, written: str) -> None:
    with pytest.raises(RefusedValueError) as refused:
        CANONICAL[value](f"\N{SECTION SIGN}{written}\N{SECTION SIGN}")
    assert "\N{SECTION SIGN}" not in str(refused.value)


@given(
    st.dates(day(1000, 1, 1), day(2026, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%Y%m%d", "%d-%b-%Y", "%Y-%m-%d %H:%M"]),
)
def test_dates_are_read_back_as_they_were_written(written: day, layout: str) -> None:
    assert date.canonical(written.strftime(layout), [layout], TODAY) == written.isoformat()


@given(st.dates(day(1926, 12, 1), day(2026, 11, 24)))
def test_two_digit_years_are_the_last_not_to_come(written: day) -> None:
    assert date.canonical(written.strftime("%d/%m/%y"), ["%d/%m/%y"], TODAY)[:4] in {
        str(written.year),
        str(written.year + 100),
    }


def test_births_to_come_are_refused() -> None:
    with pytest.raises(RefusedValueError, match="future"):
        partial_date.not_later_than("2026-11-25", TODAY)
    assert partial_date.not_later_than("2026-11", TODAY) == "2026-11"
    assert partial_date.not_later_than("2026-11-24", TODAY) == "2026-11-24"
