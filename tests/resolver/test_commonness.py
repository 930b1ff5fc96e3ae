"""What is expected to be common where records are few."""

import pytest

from resolver.commonness import MANY_RECORDS, expected_beside, fewness


@pytest.mark.parametrize(("records", "expected"), [(0, 1.0), (500, 0.75), (2000, 0.0), (1_000_000, 0.0)])
def test_fewness(records: int, expected: float) -> None:
    assert fewness(records) == expected


def test_the_fewer_the_records_the_more_is_expected() -> None:
    few, some = expected_beside("family_name", 2), expected_beside("family_name", 1000)
    assert few is not None
    assert some is not None
    assert few.total == MANY_RECORDS - 2
    assert some.total == MANY_RECORDS // 2
    assert few.counts["hussain"] > some.counts["hussain"] > 0


def test_names_are_listed_and_numbers_only_counted() -> None:
    numbers = expected_beside("nhs_number", 2)
    assert numbers is not None
    assert not numbers.counts
    assert numbers.total == MANY_RECORDS - 2


@pytest.mark.parametrize(("field", "records"), [("family_name", MANY_RECORDS), ("occupation", 2)])
def test_nothing_is_expected(field: str, records: int) -> None:
    assert expected_beside(field, records) is None
