"""Rows that are recorded in Kith itself: for each part of the council a source of its own.

Invariant: what staff record is a record like any other, so that whatever is derived from records holds it and
no run loses it. Its row names the record of any source by its whole id, where a delivered row names a row of
its own source; so it follows that record to whomever it goes. No contract delivers rows of these sources.
"""

from graph.vocabulary import vocabulary

_PREFIX = "kith-"


def own_source(domain: str) -> str:
    """The source of what is recorded in Kith for a part of the council."""
    return f"{_PREFIX}{domain}"


def own_sources() -> list[str]:
    """All such sources."""
    return [own_source(domain) for domain in vocabulary().codes["domain"]]


def is_own(source: str) -> bool:
    """Whether rows of a source are recorded in Kith; no contract may name it."""
    return source == _PREFIX.strip("-") or source.startswith(_PREFIX)


def person_row(source: str, key: str | None) -> str:
    """The id of the person row that a row of a source is about, from what the row names."""
    return str(key) if is_own(source) else f"{source}/{key}"
