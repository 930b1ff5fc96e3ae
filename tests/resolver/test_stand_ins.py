"""Stand-ins: words that are no name are found by their behaviour, and names are not."""

import random

import pyarrow as pa
import pytest

from resolver.link import link
from resolver.records import Records
from resolver.stand_ins import drop_stand_ins
from tests.resolver.people import table
from tests.resolver.town import town

ROWS = town(500, 31).to_pylist()


def spoilt(word: str, field: str, share: float, *, alone: bool = False) -> pa.Table:
    """The town with `word` in place of some names; `alone` takes the other name away."""
    dice = random.Random(5)
    other = "family_name" if field == "given_name" else "given_name"
    rows = [
        {**row, field: word, **({other: None, "birth_date": None} if alone else {})}
        if dice.random() < share
        else row
        for row in ROWS
    ]
    return table(rows)


def test_names_are_not_taken_for_stand_ins() -> None:
    assert drop_stand_ins(Records(table(ROWS))) == {}


@pytest.mark.parametrize("field", ["given_name", "family_name"])
def test_a_word_that_is_another_name_elsewhere_now_this_and_now_that_is_dropped(field: str) -> None:
    records = Records(spoilt("Nieznany", field, 0.03))
    assert drop_stand_ins(records) == {field: ("nieznany",)}
    assert "nieznany" not in records.column(field).values


def test_a_word_that_stands_alone_is_dropped() -> None:
    assert drop_stand_ins(Records(spoilt("Householder", "family_name", 0.02, alone=True))) == {
        "family_name": ("householder",)
    }


def test_a_person_of_one_name_keeps_it() -> None:
    alone = [
        {"source": "care", "key": f"x{number}", "given_name": "Suharto", "birth_date": "1950-02-03"}
        for number in range(9)
    ]
    assert drop_stand_ins(Records(table([*ROWS, *alone]))) == {}


def test_a_short_form_that_nobody_listed_is_no_stand_in() -> None:
    """It stands for one name, not now for this and now for that."""
    dice = random.Random(7)
    rows = [
        {**row, "given_name": "Zabka"} if row["given_name"] == "zofia" and dice.random() < 0.3 else row
        for row in ROWS
    ]
    assert drop_stand_ins(Records(table(rows))) == {}


def test_the_model_keeps_what_was_found_and_later_records_are_read_by_it() -> None:
    records = spoilt("Nieznany", "given_name", 0.03)
    learned = link(records).learned
    assert learned.model.skip_values == {"given_name": ("nieznany",)}
    few = Records(records.slice(0, 3), learned.background)
    assert drop_stand_ins(few) == learned.model.skip_values
