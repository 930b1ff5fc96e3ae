"""One small borough for all tests of the room."""

from pathlib import Path

import pytest

from borough.make import Borough, make_borough

SIZE = 5_000
SEED = 7


@pytest.fixture(scope="session")
def borough(tmp_path_factory: pytest.TempPathFactory) -> Borough:
    return make_borough(SIZE, SEED, tmp_path_factory.mktemp("borough"))


@pytest.fixture(scope="session")
def folder(borough: Borough) -> Path:
    return borough.folder
