"""Homes ever: whether two records have a home in common, now or formerly.

Invariant: a home is known by its property number, and by its postcode with the numbers in its street; two
records meet where they share either.
"""

import numpy as np
import numpy.typing as npt

from resolver.compare.homes import numbers_of
from resolver.hashing import hashes, mixed
from resolver.packed import Places, Words
from resolver.records import Records
from resolver.values import Column

_NONE, _ONE, _PLACE = np.uint64(0), np.uint64(1), np.uint64(63)
_NO_OTHER = np.uint64(2**64 - 1)
_KINDS = 2

Flags = npt.NDArray[np.bool_]


class HomesEver:
    """The homes of each record as hashes: the present one of all, and of those that have any the former ones.

    One word of bits a record, one bit a home, says of most pairs at once that they share none.
    """

    def __init__(self, records: Records) -> None:
        former = records.former_homes
        self._has_former = np.zeros(len(records), dtype=np.bool_)
        self._has_former[former.records] = True
        if not self._has_former.any():
            return
        fields = ("uprn", "postcode", "address_text")
        self._now = _labels(*(records.column(field) for field in fields))
        then = _labels(*(former.columns[field] for field in fields))
        place = np.arange(len(former.records)) - np.searchsorted(former.records, former.records)
        self._row = np.where(self._has_former, np.cumsum(self._has_former), 0).astype(np.int32)
        rows = int(self._row.max()) + 1
        self._then = np.zeros((rows, len(then) * (int(place.max()) + 1)), dtype=np.uint64)
        self._any = np.bitwise_or(*map(_bit, self._now))
        for number, past in enumerate(then):
            self._then[self._row[former.records], len(then) * place + number] = past
            np.bitwise_or.at(self._any, former.records, _bit(past))

    def has_any(self, left: Places, right: Places) -> Flags:
        """Whether either record of each pair has a former home."""
        return np.asarray(self._has_former[left] | self._has_former[right])

    def meet(self, left: Places, right: Places) -> Flags:
        """Whether the two records of each pair, of which either has a former home, share a home."""
        found = np.zeros(len(left), dtype=np.bool_)
        if not len(left):
            return found
        rows = np.flatnonzero(self._any[left] & self._any[right])
        mine, theirs = self._homes(left[rows]), self._homes(right[rows])
        mine[mine == _NONE] = _NO_OTHER
        shared = np.zeros(len(rows), dtype=np.bool_)
        for number, each in enumerate(mine):
            for other in theirs[number % _KINDS :: _KINDS]:
                shared |= each == other
        found[rows] = shared
        return found

    def _homes(self, records: Places) -> npt.NDArray[np.uint64]:
        """The homes of these records, shape (homes, records), the kinds of label in turn, 0 for none."""
        then = self._then.take(self._row[records], axis=0)
        return np.concatenate([[labels[records] for labels in self._now], then.T])


def _bit(labels: Words) -> Words:
    """One bit for each home, none where there is none."""
    return np.where(labels != _NONE, _ONE << (labels & _PLACE), _NONE)


def _labels(uprn: Column, postcode: Column, text: Column) -> tuple[Words, Words]:
    """Hashes of the property numbers, and of the postcodes with the numbers; 0 where there is none."""
    numbers = text.standardised(numbers_of)
    code, number = _hashed(postcode), _hashed(numbers)
    return _hashed(uprn), np.where((code != _NONE) & (number != _NONE), mixed(code, number), _NONE)


def _hashed(column: Column) -> Words:
    return np.append(hashes(column.values), _NONE)[column.codes]
