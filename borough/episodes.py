"""The log of what happened: episodes with services, help given, and what was seen afterwards."""

from dataclasses import dataclass, field

from borough.calendar import NEVER


@dataclass
class Episodes:
    """Episodes as columns; `until` is NEVER while one goes on."""

    person: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    until: list[int] = field(default_factory=list)

    def add(self, person: int, kind: int, start: int, until: int = NEVER) -> None:
        """Log an episode."""
        self.person.append(person)
        self.kind.append(kind)
        self.start.append(start)
        self.until.append(until)


@dataclass
class HelpGiven:
    """Help as columns, with whether it was seen to have worked."""

    person: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    until: list[int] = field(default_factory=list)
    worked: list[bool] = field(default_factory=list)

    def add(self, person: int, kind: int, start: int, until: int, worked: bool) -> None:
        """Log help given."""
        self.person.append(person)
        self.kind.append(kind)
        self.start.append(start)
        self.until.append(until)
        self.worked.append(worked)
