"""Middle names read off the whole name, where none is stated."""

from resolver.records import Records
from tests.resolver.people import table

ROWS = [
    {"full_name": "Ada Rose Pike", "given_name": "Ada", "family_name": "Pike"},
    {"full_name": "Ada Rose Pike", "given_name": "Ada", "family_name": "Pike", "middle_name": "Ivy"},
    {"full_name": "Dr Ada J Pike", "given_name": "Ada", "family_name": "Pike"},
    {"full_name": "Ada Rose Pike-Marsh", "family_name": "Marsh"},
    {"given_name": "Ada"},
    {"full_name": "Ada Rose Pike", "given_name": "Ada", "family_name": "Pike"},
]


def test_words_that_are_no_other_name_and_no_title_are_middle_names() -> None:
    column = Records(table(ROWS)).column("middle_name")
    found = [column.values[code] if code >= 0 else None for code in column.codes]
    assert found == ["rose", "ivy", None, "ada rose pike", None, "rose"]
