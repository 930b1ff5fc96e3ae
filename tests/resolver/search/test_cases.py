"""People half remembered are found first; an analyst adds a case in YAML."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from resolver.search.index import SearchIndex
from resolver.search.line import line_terms
from resolver.search.query import Fields, Query
from tests.resolver.people import table
from tests.resolver.search.small import TODAY, townspeople

FILE = Path(__file__).parents[1] / "cases" / "search.yaml"
CONTENT = yaml.safe_load(FILE.read_text("utf-8"))


@cache
def index() -> SearchIndex:
    made = SearchIndex()
    made.add(*townspeople(400))
    people = CONTENT["people"]
    rows = [{key: value for key, value in each.items() if key != "person"} for each in people]
    made.add(table([{"source": "extra", **row} for row in rows]), [each["person"] for each in people])
    return made


@pytest.mark.parametrize("case", CONTENT["cases"], ids=lambda case: case["why"])
def test_whoever_is_meant_comes_first(case: dict[str, Any]) -> None:
    fields = Fields(**{name: value for name, value in case.items() if name not in {"why", "text", "first"}})
    query = Query.of([*line_terms(case.get("text", ""), TODAY), *fields.terms(TODAY)])
    hits = index().search(query, 3)
    assert hits, "nobody was found"
    assert hits[0].person == case["first"]
    assert len(hits) == 1 or hits[1].bits < hits[0].bits
