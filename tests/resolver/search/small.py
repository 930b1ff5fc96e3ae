"""A small town to search in."""

from collections.abc import Sequence
from datetime import date
from functools import cache

import pyarrow as pa

from resolver.search.hit import Hit
from resolver.search.index import SearchIndex
from resolver.search.line import read_line
from tests.resolver.town import town

TODAY = date(2026, 6, 30)


@cache
def townspeople(households: int = 60) -> tuple[pa.Table, tuple[str, ...]]:
    """Records of a town, and the id of the person of each."""
    made = town(households, 5)
    return made.drop_columns(["person"]), tuple(f"p{person}" for person in made["person"].to_pylist())


def index_of(records: pa.Table, persons: Sequence[str]) -> SearchIndex:
    """An index of these records."""
    index = SearchIndex()
    index.add(records, persons)
    return index


def found(index: SearchIndex, text: str, limit: int = 10) -> list[Hit]:
    """Who is found for a line of text."""
    return index.search(read_line(text, TODAY), limit)
