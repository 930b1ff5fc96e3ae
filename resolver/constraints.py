"""Constraints: what is settled before any weighing, by people or by verified numbers.

Invariant: no cluster ever holds two records that may not be together, directly or through others.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from resolver.components import connected
from resolver.errors import DecisionsError
from resolver.packed import Codes, Words, pack, sorted_unique, unpack
from resolver.records import Records
from resolver.settings import Settings
from resolver.values import NOTHING

Pairs = Sequence[tuple[int, int]]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Decisions:
    """Pairs of rows of the records that people have settled."""

    must_link: Pairs = ()
    cannot_link: Pairs = ()


@dataclass(frozen=True)
class Constraints:
    """Packed pairs that must or must not be together, the verified identifiers, and who is one of a kind.

    Cannot-link outranks must-link, and must-link outranks all codes: a number may have been issued anew, and
    a source may after all have recorded somebody twice.

    Attributes:
        must_link: packed pairs that somebody has judged to be of one person.
        cannot_link: packed pairs that somebody has judged to be of two.
        identifiers: for each verified identifier a code a record, -1 for none; two records whose codes differ
            may not be together.
        singles: the same for each source that keeps one record a person: no two of its records have one code.
        fields: the names of the identifiers.
    """

    must_link: Words
    cannot_link: Words
    identifiers: tuple[Codes, ...] = ()
    singles: tuple[Codes, ...] = ()
    fields: tuple[str, ...] = ()

    @property
    def exclusive(self) -> tuple[Codes, ...]:
        """All codes of which one person has one: verified identifiers, and records of such sources."""
        return (*self.identifiers, *self.singles)

    def conflicts(self, left: Codes, right: Codes) -> Flags:
        """For each pair of records whether their verified identifiers differ."""
        return _differ(self.identifiers, left, right)

    def are_both_single(self, left: Codes, right: Codes) -> Flags:
        """For each pair of records whether both are of one source that keeps one record a person."""
        return _differ(self.singles, left, right)


def constraints_of(records: Records, settings: Settings, decisions: Decisions) -> Constraints:
    """The constraints of a run.

    Raises:
        DecisionsError: a decision names a row that there is not, or pairs a row with itself.
    """
    must_link = _packed(decisions.must_link, records.places)
    fields = tuple(field for field in settings.verified_identifiers if records.has(field))
    columns = [records.column(field) for field in fields]
    identifiers = [_with_aliases(column.codes, len(column.values), must_link) for column in columns]
    every = np.arange(len(records), dtype=np.int32)
    singles = [
        _with_aliases(np.where(records.source.codes == code, every, NOTHING), len(records), must_link)
        for code, source in enumerate(records.source.values)
        if source in settings.one_record_a_person
    ]
    cannot_link = _packed(decisions.cannot_link, records.places)
    return Constraints(must_link, cannot_link, tuple(identifiers), tuple(singles), fields)


def _differ(codes_of_kinds: Iterable[Codes], left: Codes, right: Codes) -> Flags:
    differing = np.zeros(len(left), dtype=np.bool_)
    for codes in codes_of_kinds:
        mine, theirs = codes[left], codes[right]
        differing |= (mine >= 0) & (theirs >= 0) & (mine != theirs)
    return differing


def _with_aliases(codes: Codes, count: int, must_link: Words) -> Codes:
    """The codes, equal for those of which somebody has judged that they are of one person."""
    if not len(must_link):
        return codes
    left, right = (codes[ends] for ends in unpack(must_link))
    both = (left >= 0) & (right >= 0)
    aliases = connected(count, left[both], right[both])
    return np.append(aliases, np.int32(NOTHING))[codes]


def _packed(pairs: Iterable[tuple[int, int]], places: Codes) -> Words:
    rows = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    if len(rows) and (rows.min() < 0 or rows.max() >= len(places) or (rows[:, 0] == rows[:, 1]).any()):
        raise DecisionsError(f"decisions name pairs of different rows between 0 and {len(places) - 1}")
    one, other = places[rows[:, 0]], places[rows[:, 1]]
    return sorted_unique(pack(np.minimum(one, other), np.maximum(one, other)))
