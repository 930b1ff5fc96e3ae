"""The report of a load: counts that add up, and each rule that was broken with how often."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from graph.problem import Cost, Problem, Quarantined
from graph.vocabulary import RowKind

_Kind = tuple[str, str, Cost]


@dataclass(frozen=True)
class Tally:
    """One rule broken in one field: how often, and at which row first."""

    field: str
    rule: str
    cost: Cost
    reason: str
    suggestion: str
    first_row: int
    count: int


@dataclass(frozen=True)
class LoadReport:
    """What became of every row; `received == loaded + unchanged + quarantined`.

    Attributes:
        contract: hash of the contract used.
        created: records that are new, and `replaced` those that have a new version.
        unchanged: rows that the graph holds already, repeats within the file, and, in a replay,
            rows of which a newer version was received since.
        quarantined: rows kept out; `values_dropped` counts values dropped from loaded rows.
        problems: the most frequent first.
    """

    source: str
    kind: RowKind
    file: str
    contract: str
    received: int
    created: int
    replaced: int
    unchanged: int
    quarantined: int
    values_dropped: int
    seconds: float
    problems: tuple[Tally, ...]

    @property
    def loaded(self) -> int:
        """Rows that changed the graph."""
        return self.created + self.replaced

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        return {**asdict(self), "loaded": self.loaded}


class Tallies:
    """Problems counted by field and rule, as they come."""

    def __init__(self) -> None:
        self._first: dict[_Kind, tuple[Problem, int]] = {}
        self._counts: Counter[_Kind] = Counter()

    def add(self, entries: Iterable[Quarantined]) -> None:
        """Count the problems of rows."""
        for entry in entries:
            for problem in entry.problems:
                kind = (problem.field, problem.rule, entry.cost)
                self._first.setdefault(kind, (problem, entry.row))
                self._counts[kind] += 1

    def total(self, cost: Cost) -> int:
        """How many problems had this cost."""
        return sum(count for kind, count in self._counts.items() if kind[2] is cost)

    def sorted(self) -> tuple[Tally, ...]:
        """Each field and rule, the most frequent first."""
        kinds = sorted(self._counts, key=lambda kind: (-self._counts[kind], kind))
        return tuple(self._tally(kind) for kind in kinds)

    def _tally(self, kind: _Kind) -> Tally:
        first, row = self._first[kind]
        return Tally(*kind, first.reason, first.suggestion, row, self._counts[kind])
