"""Whole name: how many people bear a given name and a family name together.

Invariant: it is no evidence of its own, but corrects what the shares of the two names say when taken apart.
Hitesh Solanki is more common than Hitesh and Solanki make him; and where nearly everybody is in one register
that has the name once, a stranger of that name is less likely than its parts make him.
"""

from collections.abc import Sequence
from typing import cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from resolver.background import Background
from resolver.bulk import taken
from resolver.compare.level import Compared, Level, Rarity
from resolver.compare.level import Shares as LevelShares
from resolver.compare.names import Names
from resolver.compare.of_two import NOTHING, Agreement, OfTwo, Shares, single
from resolver.packed import GroupedPairs, Longs, Places, group_pairs, pack, sorted_unique, unpack
from resolver.records import Records
from resolver.said import Said
from resolver.values import Column, Values, as_array

_TOGETHER = 4.0
_MOST_COVERED = 0.95
_IN_REGISTER, _NOT_IN_REGISTER = 0, 1

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


class WholeName:
    """Compares given and family name together.

    The register is the source with the most records that give both names and a date of birth. Of two
    strangers of one name either both are in it, and the register tells how many it has, or one is not. Of the
    latter little is known: the parts of names go together about four times as often as chance has it, because
    communities have their own names.
    """

    name = "whole_name"
    tells_namesakes = True
    levels = (Level("both names the same: how often they go together", 1.0, 1.0, Rarity.RATIO),)

    def __init__(self, names: Names, records: Records) -> None:
        given, family = names.column("given_name"), names.column("family_name")
        self._given, self._family = given.codes, family.codes
        self._apart = names.shares("given_name"), names.shares("family_name")
        both = given.is_known & family.is_known
        known = group_pairs(self._given[both], self._family[both])
        self._known = len(known.left)
        self._place = np.full(len(both), self._known, dtype=np.int32)
        self._place[both] = known.inverse
        register = both & _register(records, both)
        people = self._people(records, register, _texts(known, given.values))
        one = 1 / max(1, _total(records, self.name, people))
        self._others = np.maximum(records.shares(self.name, people) - one, 0)
        self._covered = min(_MOST_COVERED, self._share_covered(records, register))

    def compare(self, left: Places, right: Places) -> Compared:
        """Levels of pairs of records."""
        place = self._place[left]
        is_same = (place == self._place[right]) & (place < self._known)
        if self._covered <= 0:
            is_same[:] = False

        def ratios(places: Longs) -> LevelShares:
            found = np.zeros(len(places), dtype=np.float32)
            rows = np.flatnonzero(is_same[places])
            found[rows] = self._ratios(left[places[rows]])
            return found

        return Compared(is_same.astype(np.uint8), ratios)

    def _ratios(self, rows: Places) -> Floats:
        """How much likelier strangers agree on the names of these records than on each name apart."""
        given, family = (shares.astype(np.float64) for shares in self._apart)
        apart = given[self._given[rows]] * family[self._family[rows]]
        others = self._others[self._place[rows]] / apart
        return np.asarray((1 - self._covered) * _TOGETHER + self._covered * others)

    def _people(self, records: Records, register: Flags, values: Sequence[str]) -> Column:
        """The names of the people in the register: records of one name and birth date are of one person."""
        rows = np.flatnonzero(register)
        people = sorted_unique(pack(self._place[rows], records.column("birth_date").codes[rows] + 1))
        return Column(unpack(people)[0], values)

    def _share_covered(self, records: Records, register: Flags) -> float:
        """The share of the records of other sources whose names are in the register."""
        is_in_register = np.zeros(self._known + 1, dtype=np.bool_)
        is_in_register[self._place[register]] = True
        elsewhere = self._place[~register & (self._place < self._known)]
        found = np.where(is_in_register[elsewhere], _IN_REGISTER, _NOT_IN_REGISTER).astype(np.int32)
        answers = Column(found, ("in the register", "not in it"))
        shares = records.shares(f"{self.name}:covered", answers)
        return float(shares[_IN_REGISTER]) if _are_any(records, f"{self.name}:covered", answers) else 0.0


def _register(records: Records, both: Flags) -> Flags:
    """The records of the source that has most people by name and date of birth; none of a sole source."""
    source, is_dated = records.source, both & records.column("birth_date").is_known
    if len(source.values) < 2 or not is_dated.any():
        return np.zeros(len(records), dtype=np.bool_)
    return np.asarray(source.codes == np.bincount(source.codes[is_dated]).argmax())


def _texts(names: GroupedPairs, values: Sequence[str]) -> Values:
    """The given and family names that pairs of codes stand for, one text each."""
    texts = as_array(values)
    ends = (taken(texts, names.left), taken(texts, names.right))
    return Values(pc.binary_join_element_wise(*ends, cast("pa.StringArray", pa.scalar("|"))))


def _total(records: Records, field: str, column: Column) -> int:
    """How many the shares of a column are shares of."""
    return len(column) if records.background is None else records.background.fields[field].total


def _are_any(records: Records, field: str, answers: Column) -> bool:
    """Whether some record was found in the register."""
    if records.background is None:
        return bool((answers.codes == _IN_REGISTER).any())
    return answers.values[_IN_REGISTER] in records.background.fields[field].counts


def whole_names_of_two(background: Background) -> OfTwo:
    """What `WholeName` says, of two records."""
    given, family = Shares(background, "given_name"), Shares(background, "family_name")
    people, total = Shares(background, WholeName.name), background.fields[WholeName.name].total
    itself = np.float32(1 / max(1, total))
    covered = _covered_by(background)

    def compare(one: Said, other: Said) -> Agreement:
        names, theirs = (
            (each.values.get("given_name"), each.values.get("family_name")) for each in (one, other)
        )
        if names != theirs or None in names or covered <= 0:
            return NOTHING
        others = float(max(np.float32(people.of(f"{names[0]}|{names[1]}")) - itself, np.float32(0)))
        ratio = others / (single(given.of(names[0])) * single(family.of(names[1])))
        return 1, single((1 - covered) * _TOGETHER + covered * ratio)

    return compare


def _covered_by(background: Background) -> float:
    """The share of the records of other sources whose names were in the register."""
    field, found = f"{WholeName.name}:covered", "in the register"
    known = background.fields.get(field)
    if known is None or found not in known.counts:
        return 0.0
    return min(_MOST_COVERED, single(Shares(background, field).of(found)))
