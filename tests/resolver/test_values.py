"""Columns of codes into distinct values."""

import numpy as np
import pyarrow as pa

from resolver.values import Column, column, nothing, same_dictionary, without

TABLE = pa.table({"name": pa.array(["Bo", None, "bo", "Al"])})


def test_equal_values_share_a_code_after_standardising() -> None:
    names = column(TABLE, "name").standardised(str.lower)
    assert names.values == ("al", "bo")
    assert names.codes.tolist() == [1, -1, 1, 0]
    assert names.is_known.tolist() == [True, False, True, True]
    assert len(names) == 4


def test_shares_count_only_records_that_say_something() -> None:
    names = column(TABLE, "name").standardised(str.lower)
    assert names.counts().tolist() == [1, 2]
    assert [round(float(share), 3) for share in names.shares()] == [0.333, 0.667, 0.0]


def test_a_field_that_the_table_lacks_says_nothing() -> None:
    assert column(TABLE, "phone").codes.tolist() == nothing(4).codes.tolist() == [-1] * 4


def test_a_common_dictionary_makes_equal_codes_of_equal_values() -> None:
    table = pa.table({"given": ["al", "bo"], "family": ["bo", "cy"]})
    (given, family), values = same_dictionary(column(table, "given"), column(table, "family"))
    assert values == ("al", "bo", "cy")
    assert given.codes.tolist() == [0, 1]
    assert family.codes.tolist() == [1, 2]


def test_values_left_out_of_many_leave_the_others_as_they_were() -> None:
    values = [f"{number:05}" for number in range(5000)]
    held = Column(np.array([4999, -1, 7, 8, 0], dtype=np.int32), values)
    rest = without(held, {"00007", "00000", "no value"})
    assert [rest.values[code] if code >= 0 else None for code in rest.codes] == [
        "04999",
        None,
        None,
        "00008",
        None,
    ]
    assert list(rest.values) == [value for value in values if value not in ("00007", "00000")]
