"""Problems: what was wrong with a row, said without its values, beside the row as delivered."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self


class Cost(StrEnum):
    """What a problem cost."""

    ROW = "row"
    VALUE = "value"


@dataclass(frozen=True)
class Quarantined:
    """One problem of one row. Only `key` and `original` hold what the source delivered.

    Attributes:
        row: the row's number in its file; the first row after the header is 1.
        field: the canonical field, or an empty text where the row as a whole is wrong.
        rule: a short fixed name of the rule that was broken.
        reason: what is wrong, and `suggestion` what to do next, or an empty text.
        cost: `row` where the whole row was kept out, `value` where only the value was.
        original: the row as delivered, as text by column.
    """

    source: str
    file: str
    row: int
    key: str
    field: str
    rule: str
    reason: str
    suggestion: str
    cost: Cost
    received_at: str
    original: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        """The problem as it stands in a quarantine file."""
        return asdict(self)

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> Self:
        """The problem as read from a quarantine file.

        Raises:
            TypeError, ValueError: it is not one.
        """
        return cls(**{**content, "cost": Cost(content["cost"])})
