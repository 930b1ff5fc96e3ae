"""The page of the vocabulary says what the vocabulary declares."""

from pathlib import Path

from graph.vocabulary import vocabulary
from kith.vocabulary_page import page

PAGE = Path(__file__).parents[2] / "docs" / "vocabulary.md"


def test_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(vocabulary()), (
        "run `python -m kith.vocabulary_page > docs/vocabulary.md`"
    )


def test_page_names_every_kind_relationship_and_field() -> None:
    text = page(vocabulary())
    declared = vocabulary()
    for name in (*declared.kinds, *declared.relationships, *declared.fields, *declared.codes):
        assert name in text
