"""Codes: a source's own code becomes one of a known list."""

from collections.abc import Collection, Mapping

from graph.errors import RefusedValueError

ANY_OTHER = "*"


def canonical(text: str, known: Collection[str], codes: Mapping[str, str] | None = None) -> str:
    """The canonical code for `text`: by `codes` (keys folded with `fold`), or itself where it is `known`.

    Raises:
        RefusedValueError: the code is neither listed nor known.
    """
    folded = fold(text)
    if codes and folded in codes:
        return codes[folded]
    if folded in known:
        return folded
    if codes and ANY_OTHER in codes:
        return codes[ANY_OTHER]
    raise RefusedValueError(
        "code_unknown",
        "a code that the contract does not list",
        'add it under `codes`, or `"*"` for all others',
    )


def fold(text: str) -> str:
    """How two writings of one code are told to be the same."""
    return " ".join(text.split()).casefold()
