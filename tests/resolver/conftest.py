"""What tests of the resolver share: one local Spark for the whole run, on the Java that comes with Kith."""

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@pytest.fixture(scope="session")
def spark() -> "Iterator[SparkSession]":
    """A session on two cores; the test needs nothing installed but the package pyspark."""
    from resolver.spark.session import local_session  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
        with local_session(2) as session:
            yield session
