"""`kith arrive` in its process: what has arrived stays, and is not looked through again."""

import gc
from collections.abc import Iterator

import pytest

from kith.commands.live import settle_memory


@pytest.fixture
def collector() -> Iterator[None]:
    """The collector of garbage, left as it was."""
    threshold, callbacks = gc.get_threshold(), list(gc.callbacks)
    yield
    gc.set_threshold(*threshold)
    gc.callbacks[:] = callbacks
    gc.unfreeze()


@pytest.mark.usefixtures("collector")
def test_what_outlives_two_looks_is_not_looked_at_again() -> None:
    settle_memory()
    stays: list[list[int]] = [[] for _ in range(1000)]
    set_aside = gc.get_freeze_count()
    gc.collect(0)
    assert gc.get_freeze_count() == set_aside
    gc.collect(1)
    assert gc.get_freeze_count() >= set_aside + len(stays)
