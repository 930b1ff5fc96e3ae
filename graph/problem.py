"""Problems: what was wrong with a row, said without its values, beside the row as delivered."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from graph.contract import Contract, ParquetFormat
from graph.errors import RefusedValueError
from graph.vocabulary import RowKind

_STAMP = "%Y-%m-%dT%H:%M:%SZ"
WHOLE_ROW = ""
"""Stands for the field, where the row as a whole is wrong."""


class Cost(StrEnum):
    """What a row's problems cost."""

    ROW = "row"
    VALUE = "value"


@dataclass(frozen=True)
class Refusal:
    """Something refused: at which place of a chunk, in which field, and why."""

    at: int
    field: str
    error: RefusedValueError


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a row.

    Attributes:
        field: the canonical field, or `WHOLE_ROW`.
        rule: a short fixed name of the rule that was broken.
        reason: what is wrong, and `suggestion` what to do next, or an empty text.
    """

    field: str
    rule: str
    reason: str
    suggestion: str

    @classmethod
    def of(cls, refusal: Refusal) -> Self:
        """What a refusal tells, without its place."""
        error = refusal.error
        return cls(refusal.field, error.rule, error.reason, error.suggestion)


@dataclass(frozen=True)
class Quarantined:
    """A row with problems. Only `key` and `original` hold what the source delivered.

    Attributes:
        row: the row's number in its file; the first row after the header is 1.
        cost: `row` where the whole row was kept out, `value` where only values of it were.
        problems: what was wrong, at least one thing.
        source: the system that delivered the row.
        kind: what the row carries.
        file: name of the file, received at `received_at`.
        encoding: in which encoding the file was read; empty where it has none.
        original: the row as delivered, as text by column.
    """

    row: int
    cost: Cost
    problems: tuple[Problem, ...]
    source: str
    kind: RowKind
    file: str
    received_at: str
    encoding: str
    key: str
    original: dict[str, str]

    @property
    def is_kept_out(self) -> bool:
        """Whether the whole row was kept out."""
        return self.cost is Cost.ROW

    def breaks(self, rule: str) -> bool:
        """Whether `rule` is among those that the row breaks."""
        return any(problem.rule == rule for problem in self.problems)

    def to_dict(self) -> dict[str, Any]:
        """The row as it stands in a quarantine file: its first problem, and the others under `also`."""
        content = asdict(self)
        first, *others = content.pop("problems")
        return {"row": content.pop("row"), **first, **({"also": others} if others else {}), **content}

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> Self:
        """The row as read from a quarantine file.

        Raises:
            TypeError, ValueError, KeyError: it is not one.
        """
        rest = dict(content)
        first = {name: rest.pop(name) for name in ("field", "rule", "reason", "suggestion")}
        problems = tuple(Problem(**each) for each in (first, *rest.pop("also", ())))
        return cls(
            **{**rest, "problems": problems, "cost": Cost(rest["cost"]), "kind": RowKind(rest["kind"])}
        )


@dataclass(frozen=True)
class Delivery:
    """One file of rows, received at one time and read by one contract."""

    contract: Contract
    file: str
    received_at: datetime

    @classmethod
    def again(cls, contract: Contract, file: str, stamp: str) -> Self:
        """The delivery that quarantined rows came in, to be read by `contract`."""
        return cls(contract, file, datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC))

    @property
    def stamp(self) -> str:
        """When it was received, as the graph writes it."""
        return self.received_at.strftime(_STAMP)

    @property
    def day(self) -> str:
        """The day on which it was received, as the graph writes it."""
        return self.received_at.date().isoformat()

    @property
    def encoding(self) -> str:
        """In which encoding it is read; empty where it has none."""
        layout = self.contract.format
        return "" if isinstance(layout, ParquetFormat) else layout.encoding

    def quarantined(
        self, number: int, key: str | None, refusals: Iterable[Refusal], cost: Cost, original: dict[str, str]
    ) -> Quarantined:
        """The row `number`, with what was refused of it."""
        return Quarantined(
            row=number,
            cost=cost,
            problems=tuple(Problem.of(refusal) for refusal in refusals),
            source=self.contract.source,
            kind=self.contract.row,
            file=self.file,
            received_at=self.stamp,
            encoding=self.encoding,
            key=key or "",
            original=original,
        )
