"""A dossier: what one system holds of one person, before the system's own way of writing it."""

from dataclasses import dataclass

from borough.services import System


@dataclass
class Dossier:
    """The person row of one entry. Days are day numbers; texts are empty where there is nothing."""

    system: System
    entry: int
    person: int
    key: str
    group: str
    recorded: int
    title: str
    given: str
    middle: str
    family: str
    former: str
    known_as: str
    born: str
    """ISO date, or empty."""
    died: int | None
    sex: str
    nhs_number: str
    phone: str
    email: str
    ethnicity: str
    language: str
    address: str
    postcode: str
    uprn: str
    kind: str
    since: int | None
    until: int | None
    is_for_both: bool = False
    """Whether the row stands for a couple of whom only one has a row."""
    is_nameless: bool = False
    """Whether the row says where somebody lives, but not who."""
