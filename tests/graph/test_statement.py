"""Statements are cut at semicolons and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.statement import changes_schema, may_be_repeated, split_statements

_PLAIN = st.text("abcXYZ012 ()[]{}:$,.=<>\n\t", min_size=1).filter(lambda text: text.strip() != "")
_ANY = st.text(st.characters(codec="utf-8", exclude_characters="\\"))


def _quote(mark: str) -> st.SearchStrategy[str]:
    return _ANY.map(lambda text: mark + text.replace(mark, f"\\{mark}") + mark)


_QUOTED = st.one_of(_quote("'"), _quote('"'), _ANY.map(lambda text: "`" + text.replace("`", "``") + "`"))
_STATEMENT = st.tuples(st.just("RETURN"), st.lists(st.one_of(_PLAIN, _QUOTED), max_size=5)).map(
    lambda parts: " ".join([parts[0], *parts[1]]).strip()
)
_COMMENT = st.one_of(
    _ANY.map(lambda text: "//" + text.replace("\n", " ") + "\n"),
    _ANY.map(lambda text: "/*" + text.replace("*/", "") + "*/").filter(lambda text: text.endswith("*/")),
)


@given(st.lists(_STATEMENT), st.booleans())
def test_what_was_joined_is_split_again(statements: list[str], is_closed: bool) -> None:
    text = ";".join(statements) + (";" if is_closed else "")
    assert split_statements(text) == statements


@given(_STATEMENT, st.lists(_COMMENT), st.lists(_COMMENT))
def test_comments_are_no_part_of_a_statement(statement: str, before: list[str], after: list[str]) -> None:
    text = "".join(before) + statement + "\n" + "".join(after) + ";" + "".join(before)
    assert split_statements(text) == [statement]


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("", []),
        (" ;; \n;", []),
        ("// only; a comment", []),
        ("RETURN 1", ["RETURN 1"]),
        ("RETURN 1;RETURN 2", ["RETURN 1", "RETURN 2"]),
        ("RETURN 'a;b'", ["RETURN 'a;b'"]),
        (r"RETURN 'it\'s; so'; RETURN 2", [r"RETURN 'it\'s; so'", "RETURN 2"]),
        (r"RETURN '\\'; RETURN 2", [r"RETURN '\\'", "RETURN 2"]),
        ("RETURN 1 AS `a``;b`", ["RETURN 1 AS `a``;b`"]),
        ("RETURN 'http://example'; RETURN 2", ["RETURN 'http://example'", "RETURN 2"]),
        ("RETURN 6 / 3; RETURN 2", ["RETURN 6 / 3", "RETURN 2"]),
        ("RETURN /* ; */ 1", ["RETURN   1"]),
        ("RETURN 1 // don't; stop\n; RETURN 2", ["RETURN 1", "RETURN 2"]),
    ],
)
def test_split_statements(text: str, statements: list[str]) -> None:
    assert split_statements(text) == statements


@pytest.mark.parametrize("text", ["RETURN 'a", 'RETURN "a', "RETURN `a", "RETURN 1 /* a", "\nRETURN 'a'';"])
def test_what_is_never_closed_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is never closed"):
        split_statements(text)


@pytest.mark.parametrize(
    ("statement", "is_schema", "is_repeatable"),
    [
        ("CREATE CONSTRAINT a IF NOT EXISTS FOR (n:A) REQUIRE n.id IS UNIQUE", True, True),
        ("create fulltext\nindex a FOR (n:A) ON EACH [n.b]", True, False),
        ("CREATE INDEX FOR (n:A) ON (n.b)", True, False),
        ("DROP INDEX a IF EXISTS", True, True),
        ("CREATE (n:Index)", False, False),
        ("MATCH (n) DELETE n", False, False),
    ],
)
def test_kinds_of_statement(statement: str, is_schema: bool, is_repeatable: bool) -> None:
    assert changes_schema(statement) is is_schema
    assert may_be_repeated(statement) is is_repeatable
