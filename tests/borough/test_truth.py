"""The truth tables agree with one another and with the delivered records."""

from collections import Counter
from datetime import date
from math import prod
from pathlib import Path

import pytest

from borough.make import Borough
from graph.contract import Contract
from graph.rows import read_records
from graph.vocabulary import RowKind
from tests.borough.delivered import truth

_CUT = date(2026, 6, 30)


def test_windows_are_of_the_seventh_to_ninth_month(folder: Path) -> None:
    table = truth(folder, "hazards")
    chances = {(each["person"], each["month"]): each["p_month"] for each in table}
    for each in table[:200_000:997]:
        months = [_later(each["month"], step) for step in (7, 8, 9)]
        ahead = [chances.get((each["person"], month)) for month in months]
        if None in ahead:
            assert each["p_window"] is None
        else:
            assert each["p_window"] == pytest.approx(
                1 - prod(1 - chance for chance in ahead if chance is not None)
            )


def test_some_windows_are_known_and_none_of_the_last_nine_months(folder: Path) -> None:
    known = {each["month"] for each in truth(folder, "hazards") if each["p_window"] is not None}
    assert max(known) == date(2025, 9, 1)


def test_nobody_has_two_homes_at_the_cut(folder: Path) -> None:
    present = [each["person"] for each in truth(folder, "households") if each["to"] is None]
    assert len(present) == len(set(present))


def test_institutions_have_no_households(folder: Path) -> None:
    kinds = {each["address"]: each["kind"] for each in truth(folder, "addresses")}
    for each in truth(folder, "households"):
        assert (each["household"] is None) == (kinds[each["address"]] == "institution")


def test_nothing_lies_after_the_cut(folder: Path) -> None:
    assert max(each["date"] for each in truth(folder, "crises")) <= _CUT
    assert max(each["from"] for each in truth(folder, "households")) <= _CUT


def test_those_gone_have_left_or_died(folder: Path) -> None:
    present = {each["person"] for each in truth(folder, "households") if each["to"] is None}
    for each in truth(folder, "people"):
        assert (each["person"] in present) == (each["left"] is None)


def _later(month: date, by: int) -> date:
    years, index = divmod(month.month - 1 + by, 12)
    return date(month.year + years, index + 1, 1)


def test_every_crisis_is_delivered(borough: Borough) -> None:
    delivered: Counter[str] = Counter()
    for each in borough.files:
        contract = Contract.read(each.contract)
        if contract.row is RowKind.EPISODE:
            for batch in read_records(contract, each.path):
                delivered.update(map(str, batch.records["episode_kind"].to_pylist()))
    assert delivered["crisis"] == len(truth(borough.folder, "crises"))
