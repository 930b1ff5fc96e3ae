"""Codes: one of a known list, in small letters."""

from collections.abc import Collection

from graph.errors import RefusedValueError

ANY_OTHER = "*"
"""Stands, in a contract, for every code that it does not list."""


def canonical(text: str, known: Collection[str]) -> str:
    """The code as it stands in the list.

    Raises:
        RefusedValueError: the code is not in the list.
    """
    code = fold(text)
    if code in known:
        return code
    raise RefusedValueError(
        "code_unknown",
        "a code that the contract does not list",
        'add it under `codes`, or "*" for every other',
    )


def fold(text: str) -> str:
    """How two writings of one code are told to be the same."""
    return " ".join(text.split()).casefold()
