"""Where a question may start: one node by its id, the search for people, or the list of sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

MOST = 100
USUAL = 20
DEEPEST_NEIGHBOURHOOD = 2


class Start(Enum):
    """How a root field finds its nodes."""

    BY_ID = "by_id"
    SEARCH = "search"
    ALL = "all"


@dataclass(frozen=True)
class Root:
    """A field of the query type."""

    name: str
    start: Start
    kind: str
    meaning: str


def _by_id(kind: str, meaning: str) -> Root:
    return Root(kind.lower(), Start.BY_ID, kind, meaning)


ROOTS: Mapping[str, Root] = {
    root.name: root
    for root in (
        _by_id("Person", "One person by id. An id that was merged away answers with the person it became."),
        Root(
            "people",
            Start.SEARCH,
            "Person",
            "People by parts of name, birth and postcode, all of which hold.",
        ),
        _by_id("Household", "One household by id."),
        _by_id("Address", "One address by id."),
        _by_id("Service", "One service by id."),
        _by_id("Record", "One record by id."),
        Root("sources", Start.ALL, "Source", "The systems that deliver records."),
    )
}

# Parts of a search, the type and field of the graph that each looks at, and what each means.
SEARCH: Mapping[str, tuple[tuple[tuple[str, str], ...], str]] = {
    "name": (
        (("Person", "givenName"), ("Person", "middleName"), ("Person", "familyName")),
        "Beginnings of any of the person's names, in any order.",
    ),
    "givenName": ((("Person", "givenName"),), "Beginnings of given names."),
    "familyName": ((("Person", "familyName"),), "Beginnings of the family name's words."),
    "birthDate": ((("Person", "birthDate"),), "Date of birth: YYYY, YYYY-MM or YYYY-MM-DD."),
    "birthYear": ((("Person", "birthDate"),), "Year of birth."),
    "postcode": (
        (("Person", "addresses"), ("Address", "postcode")),
        "Postcode of an address that the person has had, or its first half.",
    ),
}
