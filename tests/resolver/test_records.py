"""Records: held in one order, checked on entry."""

import pyarrow as pa
import pytest

from resolver.errors import RecordsError
from resolver.records import Records
from tests.resolver.people import table


def test_records_are_held_in_the_order_of_source_and_key() -> None:
    given = table([{"source": "b", "key": "1"}, {"source": "a", "key": "2"}, {"source": "a", "key": "1"}])
    records = Records(given)
    assert records.positions.tolist() == [2, 1, 0]
    assert records.places.tolist() == [2, 1, 0]
    assert len(records) == 3


@pytest.mark.parametrize("missing", ["source", "key"])
def test_a_table_without_source_or_key_is_refused(missing: str) -> None:
    with pytest.raises(RecordsError, match=f"no column '{missing}'"):
        Records(table([{"given_name": "Ada"}]).drop_columns([missing]))


def test_a_record_without_a_key_is_refused() -> None:
    with pytest.raises(RecordsError, match="1 records have no key"):
        Records(table([{"key": None}, {"key": "1"}]))


def test_a_record_given_twice_is_refused() -> None:
    with pytest.raises(RecordsError, match="1 records repeat"):
        Records(table([{"key": "1"}, {"key": "2"}, {"key": "1"}]))


def test_a_field_of_nulls_is_no_field() -> None:
    records = Records(table([{"given_name": "Baby", "phone": None}, {"given_name": "Unknown"}]))
    assert not any(records.has(field) for field in ("given_name", "phone", "email"))


def test_values_are_dropped_on_demand() -> None:
    records = Records(table([{"phone": "01632 960001"}, {"phone": "01632 960002"}]))
    records.drop_values("phone", {"01632960001"})
    assert records.column("phone").codes.tolist() == [-1, 0]
    records.drop_values("phone", set())
    assert records.column("phone").values == ("01632960002",)


def test_a_field_that_is_not_text_is_read_as_text() -> None:
    records = Records(table([{"key": "1"}]).append_column("uprn", pa.array([100021])))
    assert records.column("uprn").values == ("100021",)
