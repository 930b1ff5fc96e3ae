"""How a row of the database becomes an answer: values in plan order get their keys, and little else.

The statement returns each object as a list in the order of its keys, so that no Python runs for a
plain value; only pseudonyms and stored JSON are touched one by one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson

from gql.builder import Asking
from gql.marks import Marked


def _not_told(groups: Sequence[Sequence[str]]) -> list[int | None]:
    """No count at all: for whoever is not told any."""
    return [None for _ in groups]


@dataclass
class Reading:
    """What is gathered and needed while one answer is read.

    Attributes:
        people: the people in the answer, as the audit is told of them.
        count: for groups of people's ids, how many are in each, where that may be told.
        asking: with which values it was asked, and what seals cursors.
        is_in_vain: whether a page at the root of the answer is empty.
    """

    pseudonym: Callable[[str], str]
    people: list[Marked] = field(default_factory=list)
    count: Callable[[Sequence[Sequence[str]]], list[int | None]] = _not_told
    asking: Asking | None = None
    is_in_vain: bool = False


class Shape(Protocol):
    """Turns one value of a row into its part of the answer."""

    def read(self, value: Any, reading: Reading) -> Any:
        """The part of the answer that `value` becomes."""


class AsItIs:
    """A value that stands in the row as it will stand in the answer."""

    def read(self, value: Any, reading: Reading) -> Any:
        """The value itself."""
        return value


AS_IT_IS = AsItIs()
Part = tuple[str, Shape]


@dataclass(frozen=True)
class ObjectShape:
    """An object, delivered as a list in the order of `keys`; of a person or record, the last is `Marked`."""

    keys: tuple[str, ...]
    inside: tuple[tuple[int, Shape], ...]
    is_person: bool

    def read(self, value: Any, reading: Reading) -> Any:
        """The object, or None where there is none."""
        if value is None:
            return None
        if self.is_person and value[-1] is not None:
            reading.people.append(value[-1])
        for position, shape in self.inside:
            value[position] = shape.read(value[position], reading)
        return dict(zip(self.keys, value, strict=False))


@dataclass(frozen=True)
class ListShape:
    """A list of objects."""

    item: ObjectShape

    def read(self, value: Any, reading: Reading) -> Any:
        """The objects, in the order delivered."""
        item = self.item
        if item.inside or item.is_person:
            return [item.read(row, reading) for row in value]
        keys = item.keys
        return [dict(zip(keys, row, strict=False)) for row in value]


@dataclass(frozen=True)
class ShuffledShape:
    """People in an order of the caller's own: that of their pseudonyms.

    In the order in which they are stored two recipients could join their extracts row by row.
    """

    item: ObjectShape

    def read(self, value: Any, reading: Reading) -> Any:
        """The people, ordered by the pseudonym of each, whether it is in the answer or not."""
        value.sort(key=lambda row: reading.pseudonym(_id_of(row[-1])))
        return [self.item.read(row, reading) for row in value]


def _id_of(marked: Marked) -> str:
    return marked if isinstance(marked, str) else str(marked[0])


@dataclass(frozen=True)
class FirstShape:
    """The first object of a list, if there is one."""

    item: ObjectShape

    def read(self, value: Any, reading: Reading) -> Any:
        """The first object, or None."""
        return self.item.read(value[0], reading) if value else None


class PseudonymShape:
    """An identifier that the caller knows only by a pseudonym."""

    def read(self, value: Any, reading: Reading) -> Any:
        """The pseudonym, or None where there is no identifier."""
        return None if value is None else reading.pseudonym(str(value))


class JsonShape:
    """A value stored as JSON text; text that is not JSON answers as absent."""

    def read(self, value: Any, reading: Reading) -> Any:
        """The value that the text holds."""
        try:
            return None if value is None else orjson.loads(value)
        except orjson.JSONDecodeError:
            return None


def object_part(keys: tuple[str, ...], parts: list[Part], *, is_person: bool) -> tuple[str, ObjectShape]:
    """An object from its parts: a list for the statement, and the shape that gives it back its keys."""
    inside = tuple((position, shape) for position, (_, shape) in enumerate(parts) if shape is not AS_IT_IS)
    return f"[{', '.join(text for text, _ in parts)}]", ObjectShape(keys, inside, is_person)
