"""Problems: what was wrong with a row, said without its values, beside the row as delivered."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from graph.contract import Contract, ParquetFormat
from graph.errors import RefusedValueError
from graph.vocabulary import RowKind

WHOLE_ROW = ""
"""Stands for the field, where the row as a whole is wrong."""


class Cost(StrEnum):
    """What a problem cost."""

    ROW = "row"
    VALUE = "value"


@dataclass(frozen=True)
class Refusal:
    """Something refused: at which place of a chunk, in which field, and why."""

    at: int
    field: str
    error: RefusedValueError


@dataclass(frozen=True)
class Quarantined:
    """One problem of one row. Only `key` and `original` hold what the source delivered.

    Attributes:
        source: the system that delivered the row.
        kind: what the row carries.
        file: name of the file, and `row` its number there; the first row after the header is 1.
        received_at: when the file was received.
        encoding: in which encoding the file was read; empty where it has none.
        field: the canonical field, or `WHOLE_ROW`.
        rule: a short fixed name of the rule that was broken.
        reason: what is wrong, and `suggestion` what to do next, or an empty text.
        cost: `row` where the whole row was kept out, `value` where only the value was.
        original: the row as delivered, as text by column.
    """

    source: str
    kind: RowKind
    file: str
    row: int
    received_at: str
    encoding: str
    key: str
    field: str
    rule: str
    reason: str
    suggestion: str
    cost: Cost
    original: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        """The problem as it stands in a quarantine file."""
        return asdict(self)

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> Self:
        """The problem as read from a quarantine file.

        Raises:
            TypeError, ValueError, KeyError: it is not one.
        """
        return cls(**{**content, "cost": Cost(content["cost"]), "kind": RowKind(content["kind"])})


@dataclass(frozen=True)
class Delivery:
    """One file of rows, received at one time and read by one contract."""

    contract: Contract
    file: str
    received_at: datetime

    @property
    def stamp(self) -> str:
        """When it was received, as the graph writes it."""
        return self.received_at.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def day(self) -> str:
        """The day on which it was received, as the graph writes it."""
        return self.received_at.date().isoformat()

    @property
    def encoding(self) -> str:
        """In which encoding it is read; empty where it has none."""
        layout = self.contract.format
        return "" if isinstance(layout, ParquetFormat) else layout.encoding

    def problem(
        self, number: int, key: str | None, refusal: Refusal, cost: Cost, original: dict[str, str]
    ) -> Quarantined:
        """What is to be told of the row `number`."""
        return Quarantined(
            source=self.contract.source,
            kind=self.contract.row,
            file=self.file,
            row=number,
            received_at=self.stamp,
            encoding=self.encoding,
            key=key or "",
            field=refusal.field,
            rule=refusal.error.rule,
            reason=refusal.error.reason,
            suggestion=refusal.error.suggestion,
            cost=cost,
            original=original,
        )
