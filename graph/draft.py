"""A draft: the rows of one chunk while they are judged; which are out, which repeat, and why."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import orjson

from graph.errors import RefusedValueError
from graph.fields import Columns
from graph.problem import WHOLE_ROW, Refusal
from graph.readers.chunk import Text

_HASH_BYTES = 16


@dataclass
class Draft:
    """Rows being judged; a place is a row's index in the chunk.

    Attributes:
        numbers: the rows' numbers in their file.
        columns: the rows as delivered, without what the contract omits.
        values: the canonical fields, and `key`; later `original` and `hash` too.
        refusals: every problem found.
        out: places of the rows that are kept out.
        repeats: places of the rows that equal an earlier one of the same key.
    """

    numbers: Sequence[int]
    columns: Columns
    values: dict[str, Text] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    out: set[int] = field(default_factory=set)
    repeats: set[int] = field(default_factory=set)

    def original(self, at: int) -> dict[str, str]:
        """The row as delivered: its text by column, without nulls."""
        return {name: text for name, column in self.columns.items() if (text := column[at]) is not None}

    def write_originals(self) -> None:
        """Add `original`, each row as JSON; a row with undecoded bytes is refused."""
        names = sorted(self.columns)
        originals = [_json(names, row) for row in self._rows(names)]
        self.values["original"] = originals
        self.refusals += [
            Refusal(at, WHOLE_ROW, _undecoded()) for at, each in enumerate(originals) if each is None
        ]

    def write_hashes(self) -> None:
        """Add `hash`, of originals and canonical values, once only what is sound is left of refused ones."""
        for refusal in self.refusals:
            if refusal.field in self.values:
                self.values[refusal.field][refusal.at] = refusal.error.sound
        self.values["hash"] = [_hash(row) for row in zip(*self.values.values(), strict=True)]

    def _rows(self, names: Sequence[str]) -> Iterator[tuple[str | None, ...]]:
        if not names:
            return iter([()] * len(self.numbers))
        return zip(*(self.columns[name] for name in names), strict=True)


def _json(names: Sequence[str], row: tuple[str | None, ...]) -> str | None:
    """The row as JSON without its nulls, so that a column which a chunk lacks makes no difference."""
    named = dict(zip(names, row, strict=True))
    if None in row:
        named = {name: text for name, text in named.items() if text is not None}
    try:
        return orjson.dumps(named).decode()
    except orjson.JSONEncodeError:
        return None


def _hash(row: tuple[str | None, ...]) -> str:
    return hashlib.blake2b(orjson.dumps(row), digest_size=_HASH_BYTES).hexdigest()


def _undecoded() -> RefusedValueError:
    return RefusedValueError(
        "encoding",
        "bytes that are not in the contract's encoding",
        "give the file's true encoding in the contract, such as cp1252",
    )
