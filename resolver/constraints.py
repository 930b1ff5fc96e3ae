"""Constraints: what is settled before any weighing, by people or by verified numbers.

Invariant: no cluster ever holds two records that may not be together, directly or through others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from resolver.errors import DecisionsError
from resolver.packed import Codes, Words, pack, sorted_unique, unpack
from resolver.records import Records
from resolver.settings import Settings
from resolver.values import NOTHING, Column

Pairs = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Decisions:
    """Pairs of rows of the records that people have settled."""

    must_link: Pairs = ()
    cannot_link: Pairs = ()


@dataclass(frozen=True)
class Constraints:
    """Packed pairs that must or must not be together, and the verified identifiers.

    `identifiers` holds, for each identifier, a code a record (-1 for none); two records whose codes of
    one identifier differ may not be together. Cannot-link outranks must-link, and must-link outranks an
    identifier: a number may have been issued anew.
    """

    must_link: Words
    cannot_link: Words
    identifiers: tuple[Codes, ...] = ()

    def conflicts(self, left: Codes, right: Codes) -> npt.NDArray[np.bool_]:
        """For each pair of records whether their verified identifiers differ."""
        conflicting = np.zeros(len(left), dtype=np.bool_)
        for codes in self.identifiers:
            mine, theirs = codes[left], codes[right]
            conflicting |= (mine >= 0) & (theirs >= 0) & (mine != theirs)
        return conflicting


def constraints_of(records: Records, settings: Settings, decisions: Decisions) -> Constraints:
    """The constraints of a run.

    Raises:
        DecisionsError: a decision names a row that there is not, or pairs a row with itself.
    """
    must_link = _packed(decisions.must_link, records.places)
    identifiers = tuple(
        _with_aliases(records.column(field), must_link)
        for field in settings.verified_identifiers
        if records.has(field)
    )
    return Constraints(must_link, _packed(decisions.cannot_link, records.places), identifiers)


def _with_aliases(column: Column, must_link: Words) -> Codes:
    """The codes of an identifier, equal for numbers that somebody has judged to be of one person."""
    left, right = (column.codes[ends] for ends in unpack(must_link))
    both = (left >= 0) & (right >= 0)
    count = len(column.values)
    same = sparse.coo_matrix((np.ones(int(both.sum())), (left[both], right[both])), shape=(count, count))
    aliases = connected_components(same, directed=False)[1].astype(np.int32)
    return np.append(aliases, np.int32(NOTHING))[column.codes]


def _packed(pairs: Iterable[tuple[int, int]], places: Codes) -> Words:
    rows = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    if len(rows) and (rows.min() < 0 or rows.max() >= len(places) or (rows[:, 0] == rows[:, 1]).any()):
        raise DecisionsError(f"decisions name pairs of different rows between 0 and {len(places) - 1}")
    one, other = places[rows[:, 0]], places[rows[:, 1]]
    return sorted_unique(pack(np.minimum(one, other), np.maximum(one, other)))
