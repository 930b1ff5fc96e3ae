"""From who is counted to what is told: ids come in, counts under disclosure control go out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gql.disclosure import Disclosure, Population
from gql.ledger import Asker, Ledger
from gql.shapes import Reading


@dataclass(frozen=True)
class Desk:
    """Where one caller is told counts: under whose disclosure control, and in which ledger."""

    ledger: Ledger
    disclosure: Disclosure
    asker: Asker

    def told(self, groups: Sequence[Sequence[str]]) -> list[int | None]:
        """How many people are in each group, as it may be told; each group gives each of its ids once.

        Raises:
            BudgetSpentError: the caller was told as many populations as a day allows.
            AuditUnavailableError: what would be told cannot be written down.
        """
        populations = [Population.of(each, self.disclosure.secret) for each in groups]
        return self.ledger.told(self.asker, self.disclosure, populations)


@dataclass(frozen=True)
class PeopleShape:
    """How many people there are; delivered as one row that holds a list of their ids, or no row."""

    def read(self, value: Any, reading: Reading) -> Any:
        """The count, or None where it may not be told."""
        return reading.count([value[0][0] if value else []])[0]


@dataclass(frozen=True)
class GroupsShape:
    """The groups whose count may be told, in the order of their values; all others are as if empty.

    Attributes:
        names: the dimensions, in the order of a row's values; the ids follow.
        answered: the keys of a group, and what is answered under each.
    """

    names: tuple[str, ...]
    answered: tuple[tuple[str, str], ...]

    def read(self, value: Any, reading: Reading) -> Any:
        """The groups, each as an object."""
        counts = reading.count([row[-1] for row in value])
        told = [(row[:-1], count) for row, count in zip(value, counts, strict=True) if count is not None]
        told.sort(key=lambda each: [(label is None, label or "") for label in each[0]])
        return [self._group(dict(zip(self.names, labels, strict=True)), count) for labels, count in told]

    def _group(self, labels: Mapping[str, str | None], count: int) -> dict[str, Any]:
        known = {**labels, "people": count, "__typename": "StatisticsGroup"}
        return {key: known[name] for key, name in self.answered}
