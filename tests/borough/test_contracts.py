"""Every delivered file is read by its contract, and just the spoilt rows are refused."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from borough.make import Borough, RecordFile
from graph.contract import Contract
from graph.problem import Cost, Quarantined
from graph.rows import read_records

_RECEIVED = datetime(2026, 7, 1, tzinfo=UTC)


def _read(each: RecordFile) -> tuple[int, list[Quarantined]]:
    batches = list(read_records(Contract.read(each.contract), each.path, _RECEIVED))
    return sum(batch.records.num_rows for batch in batches), [
        entry for batch in batches for entry in batch.quarantined
    ]


@pytest.fixture(scope="module")
def read(borough: Borough) -> dict[str, tuple[int, list[Quarantined]]]:
    return {each.path.stem: _read(each) for each in borough.files}


def test_only_spoilt_rows_are_refused(
    borough: Borough, read: dict[str, tuple[int, list[Quarantined]]]
) -> None:
    for each in borough.files:
        records, quarantined = read[each.path.stem]
        refused = sum(entry.cost is Cost.ROW for entry in quarantined)
        assert (records, refused) == (each.rows - each.bad_rows, each.bad_rows), each.path.name


def test_hardly_a_value_is_dropped(read: dict[str, tuple[int, list[Quarantined]]]) -> None:
    dropped = Counter(
        problem.rule
        for _, quarantined in read.values()
        for entry in quarantined
        if entry.cost is not Cost.ROW
        for problem in entry.problems
    )
    assert dropped.total() < 5, dropped


def test_refusals_have_each_of_the_rules(read: dict[str, tuple[int, list[Quarantined]]]) -> None:
    rules = {
        problem.rule
        for _, quarantined in read.values()
        for entry in quarantined
        for problem in entry.problems
    }
    assert {"date_impossible", "key_missing", "code_unknown", "nhs_number_check_digit"} <= rules
