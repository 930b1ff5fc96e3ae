"""Which group a record is in."""

from datetime import date

from resolver.grouping import Grouping
from resolver.groupings import groups_of
from tests.resolver.people import table


def test_ages_are_taken_on_the_last_day_recorded() -> None:
    records = table(
        [
            {"birth_date": "2021-03-04", "recorded_at": "2024-05-01"},
            {"birth_date": "1954", "recorded_at": "2020-01-01"},
            {"birth_date": None, "recorded_at": None},
        ]
    )
    assert groups_of(records, Grouping.AGE_BAND) == ["0 to 4", "70 and over", None]
    assert groups_of(records, Grouping.AGE_BAND, date(2034, 1, 1))[0] == "5 to 17"


def test_what_the_records_say_is_their_group() -> None:
    records = table([{"source": "care", "ethnicity": "A"}, {"source": "health", "ethnicity": None}])
    assert groups_of(records, Grouping.SOURCE) == ["care", "health"]
    assert groups_of(records, Grouping.ETHNICITY) == ["A", None]
    assert groups_of(table([{"given_name": "ann"}]), Grouping.ETHNICITY) == [None]
