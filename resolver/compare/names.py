"""Names: how alike two names are as written, as short forms, and as heard.

Invariant: likeness is symmetric, and depends on the two names only. All name fields of a run share one
dictionary, so a family name can be compared with a given name by its code.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import Self

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from resolver.compare.distinct import Sieve, judge_distinct
from resolver.compare.letters import Letters
from resolver.compare.remembered import Remembered
from resolver.nicknames import group_table, nickname_groups, spelling_groups
from resolver.packed import Codes, Flags, Longs, Places, pack
from resolver.parallel import threads_for
from resolver.records import Records
from resolver.sounds import skeletons_of, sounds_of
from resolver.values import NOTHING, Column, as_texts, same_dictionary

NAME_FIELDS = ("given_name", "middle_name", "known_as", "family_name", "former_name")
MOST_WORDS = 4
TYPO = 0.92
NEAR = 0.84
SPELLING = 0.78
MANY_EDITS = 3
SHORTEST_SKELETON = 4
_MANIFOLD, _FORMS = 1, 2
_SOUND, _SKELETON = np.uint64(32), np.uint64(0xFFFFFFFF)


_SWAP = (("given_name", "family_name"), ("family_name", "given_name"))

Crossing = tuple[str, str]


class Likeness(IntEnum):
    """How alike two names are; a higher number is closer. 0 is kept for nothing to compare."""

    DIFFERENT = 1
    NEAR = 2
    INITIAL = 3
    PART = 4
    TYPO = 5
    SPELLING = 6
    NICKNAME = 7
    EQUAL = 8


class NameBook:
    """All names of a run under one dictionary, with what their likeness depends on."""

    def __init__(self, names: Sequence[str]) -> None:
        self._texts = as_texts(names)
        self._letters = Letters(names, kinds=32)
        self._lengths = np.array([len(name) for name in names], dtype=np.int32)
        nicknames, spellings = (group_table(names, groups()) for groups in (nickname_groups, spelling_groups))
        words = _word_table(names)
        has_words = words[:, 0] >= 0
        is_manifold = (words[:, 1] >= 0) | (self._lengths == 1) | ~has_words
        has_forms = (nicknames[:, 0] >= 0) | (spellings[:, 0] >= 0)
        self._nicknames, self._spellings, self._words = map(_columns, (nicknames, spellings, words))
        self._traits = (is_manifold * _MANIFOLD + has_forms * _FORMS).astype(np.uint8)
        self._first_letters = np.array([ord(name[0]) for name in names], dtype=np.int32)
        self._sounds = _numbered(sounds_of(names))
        skeletons = skeletons_of(names)
        self._skeletons = _numbered(skeletons)
        self._skeleton_lengths = np.array([len(each) for each in skeletons], dtype=np.int32)
        self._heard = pack(self._sounds, self._skeletons)
        self._remembered = Remembered(len(names))

    def likeness(self, left: Places, right: Places) -> npt.NDArray[np.uint8]:
        """The `Likeness` of each pair of name codes, 0 where either is nothing."""
        sieve = Sieve(self.may_be_alike, Likeness.DIFFERENT)
        return judge_distinct(left, right, self._judge, Likeness.EQUAL, sieve, self._remembered)

    def may_be_alike(self, left: Places, right: Places) -> Flags:
        """Whether any of what makes two names alike may hold."""
        may = self._may_be_similar(left, right)
        heard = self._heard[left] ^ self._heard[right]
        may |= (heard & _SKELETON) == 0
        may |= (heard >> _SOUND) == 0
        mine, theirs = self._traits[left], self._traits[right]
        may |= ((mine | theirs) & _MANIFOLD | mine & theirs & _FORMS) != 0
        return np.asarray(may)

    def _may_be_similar(self, left: Places, right: Places) -> Flags:
        return self._letters.may_be_similar(left, right, SPELLING, MANY_EDITS - 1)

    def _judge(self, left: Places, right: Places) -> npt.NDArray[np.uint8]:
        similarity, edits = self._similarity(left, right)
        shorter = np.minimum(self._lengths[left], self._lengths[right])
        is_near = (similarity >= NEAR) | (self._sounds[left] == self._sounds[right])
        is_typo = ((edits <= 1) & (shorter >= 3)) | ((edits <= 2) & (shorter >= 7)) | (similarity >= TYPO)
        is_initial = (shorter == 1) & (self._first_letters[left] == self._first_letters[right])
        judged = np.full(len(left), Likeness.DIFFERENT, dtype=np.uint8)
        judged[is_near] = Likeness.NEAR
        judged[is_initial] = Likeness.INITIAL
        judged[_share_any(self._words, left, right)] = Likeness.PART
        is_typo &= shorter > 1
        judged[self._same_skeleton(left, right) & (similarity >= SPELLING)] = Likeness.SPELLING
        judged[is_typo] = Likeness.TYPO
        judged[_share_any(self._nicknames, left, right) & ~is_typo] = Likeness.NICKNAME
        judged[_share_any(self._spellings, left, right)] = Likeness.SPELLING
        return judged

    def _similarity(
        self, left: Places, right: Places
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8]]:
        """Jaro-Winkler similarity and edits; 0 and many for names whose letters keep them far apart."""
        similarity = np.zeros(len(left), dtype=np.float32)
        edits = np.full(len(left), MANY_EDITS, dtype=np.uint8)
        rows = np.flatnonzero(self._may_be_similar(left, right))
        first, second = self._texts[left[rows]], self._texts[right[rows]]
        workers = threads_for(len(rows))
        similarity[rows] = cpdist(first, second, scorer=JaroWinkler.similarity, workers=workers)
        edits[rows] = cpdist(first, second, scorer=OSA.distance, score_cutoff=MANY_EDITS - 1, workers=workers)
        return similarity, edits

    def _same_skeleton(self, left: Places, right: Places) -> npt.NDArray[np.bool_]:
        is_long = self._skeleton_lengths[left] >= SHORTEST_SKELETON
        return np.asarray(is_long & (self._skeletons[left] == self._skeletons[right]))


class Names:
    """The name fields of the records over one dictionary, and the book of their likeness."""

    def __init__(self, fields: dict[str, Column], book: NameBook, records: Records) -> None:
        self._fields = fields
        self._known = {field: column.is_known for field, column in fields.items()}
        self._counts = {field: int(known.sum()) for field, known in self._known.items()}
        self._rare: dict[tuple[Crossing, ...], Flags] = {}
        self._book = book
        self._records = records

    @classmethod
    def of(cls, records: Records) -> Self:
        """The names of these records."""
        columns, names = same_dictionary(*(records.column(field) for field in NAME_FIELDS))
        return cls(dict(zip(NAME_FIELDS, columns, strict=True)), NameBook(names), records)

    def column(self, field: str) -> Column:
        """A field, coded over the common dictionary."""
        return self._fields[field]

    def shares(self, field: str) -> npt.NDArray[np.float32]:
        """How common each name of a field is, by its code over the common dictionary."""
        return self._records.shares(field, self._fields[field])

    def likeness(self, mine: str, theirs: str, left: Places, right: Places) -> npt.NDArray[np.uint8]:
        """How alike the field `mine` of the left records is to `theirs` of the right ones."""
        return self._book.likeness(self._fields[mine].codes[left], self._fields[theirs].codes[right])

    def alike_rows(
        self,
        rows: Longs,
        crossing: Crossing,
        sides: tuple[Places, Places],
        least: Likeness = Likeness.TYPO,
    ) -> Longs:
        """Those of `rows` (places in both `sides`) whose crossing fields are at least so much alike."""
        rows = self._known_rows(rows, crossing, sides)
        return rows[self.likeness(*crossing, *(side[rows] for side in sides)) >= least]

    def rows_alike_in_any(self, rows: Longs, ways: Sequence[Crossing], sides: tuple[Places, Places]) -> Longs:
        """Those of `rows` of which the fields of some way are alike, but for a slip.

        Of most records nothing is known in the rarer field of a way; they are left out first.
        """
        left, right = sides
        has_rare = self._has_rare(tuple(ways))
        rows = rows[has_rare[left[rows]] | has_rare[right[rows]]]
        found = [np.empty(0, dtype=np.int64)]
        for way in ways:
            found.append(self.alike_rows(rows, way, sides))
            rows = np.setdiff1d(rows, found[-1], assume_unique=True) if len(found[-1]) else rows
        return np.concatenate(found)

    def _has_rare(self, ways: tuple[Crossing, ...]) -> Flags:
        """For each record whether something is known in the rarer field of some way."""
        if ways not in self._rare:
            rare = [min(way, key=self._counts.__getitem__) for way in ways]
            self._rare[ways] = np.logical_or.reduce([self._known[field] for field in rare])
        return self._rare[ways]

    def swapped_rows(self, rows: Longs, sides: tuple[Places, Places]) -> Longs:
        """Those of `rows` on which each given name is the other's family name, but for a slip or a part."""
        for crossing in _SWAP:
            rows = self._known_rows(rows, crossing, sides)
            ends = zip(crossing, sides, strict=True)
            rows = rows[
                self._book.may_be_alike(*(self._fields[field].codes[side[rows]] for field, side in ends))
            ]
        for crossing in _SWAP:
            rows = self.alike_rows(rows, crossing, sides, Likeness.PART)
        return rows

    def _known_rows(self, rows: Longs, crossing: Crossing, sides: tuple[Places, Places]) -> Longs:
        """Those of `rows` that say something in both fields."""
        for field, side in zip(crossing, sides, strict=True):
            rows = rows[self._known[field][side[rows]]]
        return rows


def _numbered(keys: Sequence[str]) -> Codes:
    """A number for each key, the same for equal ones."""
    position = {key: number for number, key in enumerate(sorted(set(keys)))}
    return np.array([position[key] for key in keys], dtype=np.int32)


def _word_table(names: Sequence[str]) -> Codes:
    """Numbers of the words of each name of two letters or more, shape (names, 4), padded with -1."""
    numbers: dict[str, int] = {}
    table = np.full((len(names), MOST_WORDS), NOTHING, dtype=np.int32)
    for row, name in enumerate(names):
        words = words_of(name)
        table[row, : len(words)] = [numbers.setdefault(word, len(numbers)) for word in words]
    return table


def words_of(name: str) -> list[str]:
    """The first words of two letters or more of a name."""
    return [word for word in name.replace("-", " ").split() if len(word) > 1][:MOST_WORDS]


def _columns(table: Codes) -> list[Codes]:
    """The columns of a padded table that hold anything."""
    return [np.ascontiguousarray(column) for column in table.T if (column >= 0).any()]


def _share_any(table: Sequence[Codes], left: Places, right: Places) -> npt.NDArray[np.bool_]:
    """Whether two rows of a padded table, given by its columns, have a number in common."""
    found = np.zeros(len(left), dtype=np.bool_)
    theirs = [column[right] for column in table]
    for column in table:
        mine = column[left]
        for other in theirs:
            found |= (mine == other) & (mine >= 0)
    return found
