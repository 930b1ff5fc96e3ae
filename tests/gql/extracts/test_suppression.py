"""Nobody is among few in rows that were made safe, and no other value of theirs is changed."""

from collections import Counter
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gql.extracts.columns import Column
from gql.extracts.suppression import in_order, made_safe

SMALLEST = 3
COLUMNS = [
    Column(("id",), is_telling=False, is_id=True),
    Column(("sex",), is_telling=True, is_id=False),
    Column(("home", "postcode"), is_telling=True, is_id=False),
    Column(("score", "band"), is_telling=False, is_id=False),
]
ROWS = st.lists(
    st.tuples(
        st.uuids().map(str),
        st.sampled_from(["female", "male", None]),
        st.sampled_from(["E1", "E2"]),
        st.sampled_from(["low", "high"]),
    ).map(list),
    max_size=40,
    unique_by=lambda row: row[0],
)


@given(rows=ROWS)
def test_attack_16_no_combination_is_rarer_than_the_smallest_count(rows: list[list[Any]]) -> None:
    safe = made_safe(rows, COLUMNS, SMALLEST)
    cells = Counter((row[1], row[2]) for row in safe.rows)
    assert all(count >= SMALLEST for count in cells.values())
    assert len(safe.rows) + safe.left_out == len(rows)


@given(rows=ROWS)
def test_what_is_kept_is_as_it_was_but_for_what_was_blanked(rows: list[list[Any]]) -> None:
    safe = made_safe(rows, COLUMNS, SMALLEST)
    before = {row[0]: row for row in rows}
    changed = [row for row in safe.rows if row != before[row[0]]]
    assert len(changed) <= safe.blanked
    assert all(row == [row[0], None, None, before[row[0]][3]] for row in changed)
    assert all(row[3] == before[row[0]][3] for row in safe.rows)


@given(rows=ROWS)
def test_rows_that_tell_nothing_are_there_together_or_not_at_all(rows: list[list[Any]]) -> None:
    plain = [[row[0], row[3]] for row in rows]
    safe = made_safe(plain, [COLUMNS[0], COLUMNS[3]], SMALLEST)
    assert len(safe.rows) == (len(rows) if len(rows) >= SMALLEST else 0)
    assert safe.blanked == 0


@given(rows=ROWS)
def test_rows_are_in_the_order_of_their_ids_however_they_came(rows: list[list[Any]]) -> None:
    ordered = in_order(rows, COLUMNS)
    assert all(str(one[0]) <= str(other[0]) for one, other in pairwise(ordered))
    assert in_order(list(reversed(rows)), COLUMNS) == ordered
