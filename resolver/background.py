"""Background: what was common in the data that a model was learned from.

Invariant: with a model and its background, the weight of a pair and whether it is a candidate depend on
nothing but the two records. So records that come one by one, a part of the records, and all of them at once
agree exactly; only learning anew changes what is common.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from resolver.errors import ModelError
from resolver.packed import Words

_SHARES, _SKIPPED, _CROWDED = "shares", "skipped", "crowded"
_FIELDS: list[tuple[str, pa.DataType]] = [
    ("kind", pa.string()),
    ("field", pa.string()),
    ("value", pa.string()),
    ("count", pa.int64()),
]
_COLUMNS = pa.schema(_FIELDS, metadata={"kith": "background 1"})

Counts = Mapping[str, int]


@dataclass(frozen=True)
class FieldBackground:
    """The values of a field that several records had, how many had each, and how many had any."""

    total: int
    counts: Counts = field(default_factory=dict)

    def shares(self, values: Sequence[str]) -> npt.NDArray[np.float32]:
        """The share of each value, and a closing 0 for no value; a value not met twice is met once."""
        counts = np.array([self.counts.get(value, 1) for value in values], dtype=np.float64)
        return np.append(counts / max(1, self.total), 0.0).astype(np.float32)


@dataclass(frozen=True)
class Background:
    """What was common.

    Attributes:
        fields: for each field that any record had, how common its values are.
        skipped: for each field the values that say nothing, such as the telephone of a hostel.
        crowded: hashes of the blocks that are too large to compare whole, ascending.
    """

    fields: Mapping[str, FieldBackground]
    skipped: Mapping[str, frozenset[str]]
    crowded: Words

    def shares(self, name: str, values: Sequence[str]) -> npt.NDArray[np.float32]:
        """The share of each of these values of a field, and a closing 0; 0 where no record had the field."""
        known = self.fields.get(name)
        return known.shares(values) if known is not None else np.zeros(len(values) + 1, dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write it as one Parquet file."""
        rows = list(self._rows())
        columns = list(zip(*rows, strict=True)) or [()] * len(_COLUMNS)
        arrays = [pa.array(values, each.type) for values, each in zip(columns, _COLUMNS, strict=True)]
        pq.write_table(pa.Table.from_arrays(arrays, schema=_COLUMNS), path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote.

        Raises:
            ModelError: there is no such file, or it is no background.
        """
        try:
            table = pq.read_table(path)
        except (OSError, pa.ArrowInvalid) as error:
            raise ModelError(
                f"{path.name} cannot be read as the background of a model: learn anew"
            ) from error
        if not table.schema.equals(_COLUMNS, check_metadata=True):
            raise ModelError(f"{path.name} is not the background of a model: learn anew")
        return cls._of_rows(zip(*(table[name].to_pylist() for name in _COLUMNS.names), strict=True))

    def _rows(self) -> Iterator[tuple[str, str, str | None, int | None]]:
        for name, values in self.fields.items():
            yield _SHARES, name, None, values.total
            yield from ((_SHARES, name, value, count) for value, count in values.counts.items())
        for name, skipped in self.skipped.items():
            yield from ((_SKIPPED, name, value, None) for value in sorted(skipped))
        yield from ((_CROWDED, "", str(word), None) for word in self.crowded.tolist())

    @classmethod
    def _of_rows(cls, rows: Iterator[tuple[str, str, str | None, int]]) -> Self:
        totals: dict[str, int] = {}
        counts: dict[str, dict[str, int]] = {}
        skipped: dict[str, set[str]] = {}
        crowded = []
        for kind, name, value, count in rows:
            if value is None:
                totals[name] = count
            elif kind == _SHARES:
                counts.setdefault(name, {})[value] = count
            elif kind == _SKIPPED:
                skipped.setdefault(name, set()).add(value)
            else:
                crowded.append(int(value))
        fields = {name: FieldBackground(total, counts.get(name, {})) for name, total in totals.items()}
        nothing = {name: frozenset(values) for name, values in skipped.items()}
        return cls(fields, nothing, np.array(crowded, dtype=np.uint64))
