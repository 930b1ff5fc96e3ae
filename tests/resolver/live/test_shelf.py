"""Shelf: records are found by number and by id, and leave their numbers behind."""

import numpy as np

from resolver.live.shelf import Shelf
from tests.resolver.people import table


def test_numbers_are_given_once_and_rows_come_back() -> None:
    shelf = Shelf(table([{"key": "a", "given_name": "ann"}, {"key": "b", "given_name": "bob"}]))
    for number in range(2, 40):
        added = [{"source": "a", "key": f"k{number}", "given_name": f"n{number}"}]
        assert shelf.add(added, [f"a/k{number}"]) == number
    assert [shelf.row(number)["given_name"] for number in (39, 1, 17)] == ["n39", "bob", "n17"]
    assert (shelf.number("a/k39"), shelf.id(1), len(shelf)) == (39, "a/b", 40)


def test_what_is_withdrawn_no_longer_stands() -> None:
    shelf = Shelf(table([{"key": "a"}, {"key": "b"}]))
    shelf.withdraw([0])
    assert shelf.number("a/a") is None
    assert shelf.stands(np.array([0, 1], dtype=np.int32)).tolist() == [False, True]
    assert shelf.add([{"source": "a", "key": "a"}], ["a/a"]) == 2
    assert shelf.number("a/a") == 2


def test_a_row_has_the_columns_of_the_first_table() -> None:
    shelf = Shelf(table([{"key": "a", "given_name": "ann"}]))
    shelf.add([{"source": "a", "key": "c", "postcode": "zx1"}], ["a/c"])
    assert shelf.row(1) == {"source": "a", "key": "c", "given_name": None}
    assert shelf.row(0) == {"source": "a", "key": "a", "given_name": "ann"}
