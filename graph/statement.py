"""Cypher statements: a text of several is cut at semicolons, and at no other character.

A semicolon inside a string, a quoted name or a comment cuts nothing, and the last statement needs
no semicolon. Comments are dropped, so that what is left begins with the statement's first word.
"""

import re

_PIECE = re.compile(
    r"""
      (?P<quoted> '(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" | `(?:[^`]|``)*` )
    | (?P<comment> //[^\n]* | /\*.*?\*/ )
    | (?P<open> ['"`] | /\* )
    | (?P<end> ; )
    | (?P<plain> [^'"`/;]+ | / )
    """,
    re.DOTALL | re.VERBOSE,
)
_SCHEMA = re.compile(
    r"(?:CREATE|DROP)\s+(?:OR\s+REPLACE\s+)?"
    r"(?:CONSTRAINT|(?:(?:RANGE|TEXT|POINT|FULLTEXT|VECTOR|LOOKUP)\s+)?INDEX)\b",
    re.IGNORECASE,
)
_BATCHES = re.compile(r"\bIN\s+(?:\d+\s+)?(?:CONCURRENT\s+)?TRANSACTIONS\b", re.IGNORECASE)
_REPEATABLE = re.compile(r"\bIF\s+(?:NOT\s+)?EXISTS\b", re.IGNORECASE)


def split_statements(text: str) -> list[str]:
    """The statements of a text, without comments and closing semicolons; empty ones are left out.

    Raises:
        ValueError: a string, a quoted name or a comment is not closed.
    """
    statements = [""]
    for piece in _PIECE.finditer(text):
        match piece.lastgroup:
            case "end":
                statements.append("")
            case "comment":
                statements[-1] += " "
            case "open":
                line = text.count("\n", 0, piece.start()) + 1
                raise ValueError(f"what {piece.group()} opens in line {line} is never closed")
            case _:
                statements[-1] += piece.group()
    return [each.strip() for each in statements if each.strip()]


def changes_schema(statement: str) -> bool:
    """Whether a statement creates or drops a constraint or an index."""
    return _SCHEMA.match(statement) is not None


def commits_batches(statement: str) -> bool:
    """Whether a statement commits what it changes batch by batch, which asks for a transaction of its own."""
    return _BATCHES.search(statement) is not None


def may_be_repeated(statement: str) -> bool:
    """Whether a statement on the schema does nothing the second time."""
    return _REPEATABLE.search(statement) is not None
