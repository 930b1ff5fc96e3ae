"""Roll: whose each record is, and what sorts of thing each person's records tell.

Invariant: a place whose person is negative was removed, and is of nobody until it is gone; what a person's
records tell is told by the records that are there now.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from resolver.packed import Codes, Longs
from resolver.search.ids import Ids
from resolver.search.likelihood import Flags
from resolver.search.segment import Segment
from resolver.search.terms import FAMILY, GIVEN

GONE = -1
_SORTS = ((*GIVEN, *FAMILY), ("birth_date",), ("postcode",), ("address_text",), ("phone", "nhs_number"))
_Number = TypeVar("_Number", bound=np.integer)
_BIT = {field: np.uint8(1 << place) for place, fields in enumerate(_SORTS) for field in fields}


class Roll:
    """Records and people by place."""

    def __init__(self, records: Ids, persons: Ids, person_of: Codes) -> None:
        self.records, self.persons, self.person_of = records, persons, person_of
        self._says = np.zeros(len(person_of), dtype=np.uint8)
        self._knows = np.zeros(len(persons), dtype=np.uint8)
        self._changed: Longs = np.zeros(len(persons), dtype=np.int64)
        self.changes = 0

    def enter(self, records: Iterable[str], persons: Sequence[str]) -> Codes:
        """New places for records, each of the person beside it."""
        places = np.array([self.records.renew(each) for each in records], dtype=np.int32)
        owners = np.array([self.persons.meet(each) for each in persons], dtype=np.int32)
        self.person_of = _grown(self.person_of, len(self.records), GONE)
        self._says = _grown(self._says, len(self.records), 0)
        self._knows = _grown(self._knows, len(self.persons), 0)
        self._changed = _grown(self._changed, len(self.persons), 0)
        self.person_of[places] = owners
        return places

    def hear(self, segment: Segment) -> None:
        """Take note of what the records of a segment tell, of which people."""
        for field, aspect in segment.items():
            self._says[aspect.postings.places] |= _BIT[field]
        places = np.unique(np.concatenate([each.postings.places for each in segment.values()]))
        self._tell(places[self.person_of[places] >= 0])

    def leave(self, places: Codes) -> None:
        """These records are of nobody from now on."""
        owners = np.unique(self.person_of[places])
        self.person_of[places] = GONE
        self._says[places] = 0
        is_owner = np.zeros(len(self.persons) + 1, dtype=np.bool_)
        is_owner[owners[owners >= 0]] = True
        self._knows[is_owner[:-1]] = 0
        self._tell(np.flatnonzero(is_owner[self.person_of]).astype(np.int32))
        self._mark(owners[owners >= 0])

    def knows(self, field: str) -> Flags:
        """For each person whether their records say anything of the sort that a field is of."""
        return (self._knows & _BIT[field]) > 0

    def changed_since(self, change: int) -> Codes:
        """The people whose records changed after a change."""
        return np.flatnonzero(self._changed > change).astype(np.int32)

    @property
    def removed(self) -> int:
        """How many places are of nobody."""
        return int(np.count_nonzero(self.person_of < 0))

    @property
    def bytes(self) -> int:
        """Memory held for all records and people."""
        arrays = (self.person_of, self._says, self._knows, self._changed)
        return sum(each.nbytes for each in arrays) + self.records.bytes + self.persons.bytes

    def compact(self) -> None:
        """Hold most ids at a few bytes each, where none has been renewed."""
        self.persons = self.persons.compacted()
        if not self.removed:
            self.records = self.records.compacted()

    def settled(self) -> tuple["Roll", Codes]:
        """The roll without what is gone, and the new place of each record, negative for one gone."""
        stays = self.person_of >= 0
        has_records = np.zeros(len(self.persons), dtype=np.bool_)
        has_records[self.person_of[stays]] = True
        new_place = np.where(stays, np.cumsum(stays) - 1, GONE).astype(np.int32)
        new_person = (np.cumsum(has_records) - 1).astype(np.int32)
        records, persons = _those(self.records, stays), _those(self.persons, has_records)
        return Roll(records, persons, new_person[self.person_of[stays]]), new_place

    def _tell(self, places: Codes) -> None:
        owners = self.person_of[places]
        np.bitwise_or.at(self._knows, owners, self._says[places])
        self._mark(owners)

    def _mark(self, persons: Codes) -> None:
        self.changes += 1
        self._changed[persons] = self.changes


def _grown(array: npt.NDArray[_Number], size: int, filler: int) -> npt.NDArray[_Number]:
    """The array with as many more entries as make up the size."""
    more = np.full(size - len(array), filler, dtype=array.dtype)
    return np.concatenate([array, more]) if len(more) else array


def _those(ids: Ids, stays: Flags) -> Ids:
    return Ids(ids.texts().filter(pa.array(stays)))
