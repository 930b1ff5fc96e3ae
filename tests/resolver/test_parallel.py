"""Parallel: results in the order given, and errors are told."""

import pytest

from resolver.parallel import in_parallel


def test_results_come_in_the_order_given() -> None:
    assert in_parallel(lambda number: number * 2, range(50)) == list(range(0, 100, 2))


def test_an_error_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        in_parallel(lambda number: 1 / number, [1, 0])
