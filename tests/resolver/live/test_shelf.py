"""Shelf: records are found by number and by id, and leave their numbers behind."""

import numpy as np

from resolver.live.shelf import Shelf
from tests.resolver.people import table


def test_numbers_are_given_once_and_rows_come_back() -> None:
    shelf = Shelf(table([{"key": "a", "given_name": "ann"}, {"key": "b", "given_name": "bob"}]))
    for number in range(2, 40):
        added = table([{"key": f"k{number}", "given_name": f"n{number}"}])
        assert shelf.add(added, [f"a/k{number}"]) == number
    names = shelf.table([39, 1, 17])["given_name"].to_pylist()
    assert names == ["bob", "n17", "n39"]
    assert (shelf.number("a/k39"), shelf.id(1), len(shelf)) == (39, "a/b", 40)


def test_what_is_withdrawn_no_longer_stands() -> None:
    shelf = Shelf(table([{"key": "a"}, {"key": "b"}]))
    shelf.withdraw([0])
    assert shelf.number("a/a") is None
    assert shelf.stands(np.array([0, 1], dtype=np.int32)).tolist() == [False, True]
    assert shelf.add(table([{"key": "a"}]), ["a/a"]) == 2
    assert shelf.number("a/a") == 2


def test_fitted_fills_what_is_lacking() -> None:
    shelf = Shelf(table([{"key": "a", "given_name": "ann"}]))
    fitted = shelf.fitted(table([{"key": "c", "postcode": "zx1"}]))
    assert fitted.column_names == ["source", "key", "given_name"]
    assert fitted["given_name"].to_pylist() == [None]
