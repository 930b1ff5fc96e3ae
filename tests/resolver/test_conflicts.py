"""Where the records of one person contradict each other."""

from resolver.conflicts import conflicts_of
from tests.resolver.people import Row, table


def test_different_values_of_what_a_person_has_one_of_are_conflicts() -> None:
    rows: list[Row] = [
        {"birth_date": "1970-04-11", "sex": "female", "phone": "1"},
        {"birth_date": "1970-04-12", "sex": "female", "phone": "2"},
        {"birth_date": None, "sex": None, "phone": "3"},
    ]
    assert conflicts_of(table(rows)) == {"birth_date": 2}
    assert conflicts_of(table(rows), [0, 2]) == {}


def test_a_half_known_date_contradicts_nothing() -> None:
    assert conflicts_of(table([{"birth_date": "1970-04-11"}, {"birth_date": "1970-01-01"}])) == {}
