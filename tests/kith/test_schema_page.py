"""The page of the schema says what the model declares."""

from pathlib import Path

from gql.model import fields, model
from kith.schema_page import page

PAGE = Path(__file__).parents[2] / "docs" / "schema.md"


def test_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "run `make pages`"


def test_page_names_every_type_and_field() -> None:
    text = page()
    for kind in model():
        assert f"## {kind}\n" in text
    for _, field in fields():
        assert f"| {field.name} |" in text or f"| {field.name}, {field.name}Connection |" in text
