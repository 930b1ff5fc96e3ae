"""Constraints: rows of decisions are checked, differing numbers conflict."""

import numpy as np
import pytest

from resolver.constraints import Constraints, Decisions, constraints_of
from resolver.errors import DecisionsError
from resolver.records import Records
from resolver.settings import default_settings
from tests.resolver.people import table

RECORDS = Records(
    table(
        [
            {"source": "b", "nhs_number": "9434765919"},
            {"source": "a", "nhs_number": "9434765870"},
            {"source": "c", "nhs_number": "9434765918"},
        ]
    )
)


def test_decisions_are_kept_in_the_order_the_records_are_held() -> None:
    made = constraints_of(RECORDS, default_settings(), Decisions(must_link=[(0, 2)], cannot_link=[(1, 0)]))
    assert made.must_link.tolist() == [(1 << 32) | 2]
    assert made.cannot_link.tolist() == [1]


@pytest.mark.parametrize("pair", [(0, 0), (0, 3), (-1, 0)])
def test_decisions_on_rows_that_are_not_there_are_refused(pair: tuple[int, int]) -> None:
    with pytest.raises(DecisionsError, match="between 0 and 2"):
        constraints_of(RECORDS, default_settings(), Decisions(must_link=[pair]))


def test_only_numbers_whose_check_digit_holds_conflict() -> None:
    made = constraints_of(RECORDS, default_settings(), Decisions())
    left, right = np.array([0, 0, 1], dtype=np.int32), np.array([1, 2, 2], dtype=np.int32)
    assert made.conflicts(left, right).tolist() == [True, False, False]


def test_numbers_that_somebody_judged_to_be_of_one_person_do_not_conflict() -> None:
    made = constraints_of(RECORDS, default_settings(), Decisions(must_link=[(0, 1)]))
    left, right = np.array([0, 0], dtype=np.int32), np.array([1, 2], dtype=np.int32)
    assert made.conflicts(left, right).tolist() == [False, False]
    assert made.identifiers[0].tolist() == [0, 0, -1]


def test_without_identifiers_nothing_conflicts() -> None:
    none = np.empty(0, dtype=np.uint64)
    ends = np.array([0], dtype=np.int32)
    assert Constraints(none, none).conflicts(ends, ends).tolist() == [False]
