"""Likeness of two: how alike two names are, as `resolver.compare.names.NameBook` tells of many."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import OSA, JaroWinkler

from resolver.compare.names import (
    MANY_EDITS,
    NEAR,
    SHORTEST_SKELETON,
    SPELLING,
    TYPO,
    Likeness,
    NameBook,
    words_of,
)
from resolver.compare.of_two import in_order, single
from resolver.nicknames import groups_of, nickname_groups, spelling_groups
from resolver.sounds import skeleton, sound

_REMEMBERED = 1 << 17
_NEAR, _TYPO, _SPELLING = map(single, (NEAR, TYPO, SPELLING))


class _Name(NamedTuple):
    """What the likeness of a name depends on."""

    words: frozenset[str]
    nicknames: frozenset[int]
    spellings: frozenset[int]
    sound: str
    skeleton: str

    @property
    def is_manifold(self) -> bool:
        """Whether it is of several words."""
        return len(self.words) > 1


def likeness(one: str | None, other: str | None) -> int:
    """The `Likeness` of two names, 0 where either is nothing."""
    if one is None or other is None:
        return 0
    return Likeness.EQUAL if one == other else _likeness(*in_order(one, other))


@lru_cache(_REMEMBERED)
def _likeness(one: str, other: str) -> int:
    mine, theirs = _name(one), _name(other)
    if not mine.spellings.isdisjoint(theirs.spellings):
        return Likeness.SPELLING
    shorter = min(len(one), len(other))
    similarity = single(JaroWinkler.similarity(one, other))
    is_typo = shorter > 1 and _is_typo(one, other, shorter, similarity)
    if not is_typo and not mine.nicknames.isdisjoint(theirs.nicknames):
        return Likeness.NICKNAME
    if is_typo:
        return Likeness.TYPO
    return _distant(one, other, shorter, similarity)


def _is_typo(one: str, other: str, shorter: int, similarity: float) -> bool:
    if similarity >= _TYPO:
        return True
    edits = OSA.distance(one, other, score_cutoff=MANY_EDITS - 1)
    return (edits <= 1 and shorter >= 3) or (edits <= 2 and shorter >= 7)


def _distant(one: str, other: str, shorter: int, similarity: float) -> int:
    """How alike two names are that are no forms of one name and differ by more than a slip."""
    mine, theirs = _name(one), _name(other)
    if (
        mine.skeleton == theirs.skeleton
        and len(mine.skeleton) >= SHORTEST_SKELETON
        and similarity >= _SPELLING
    ):
        return Likeness.SPELLING
    if not mine.words.isdisjoint(theirs.words):
        return _of_one_word(one, other)
    if shorter == 1 and one[0] == other[0]:
        return Likeness.INITIAL
    return Likeness.NEAR if similarity >= _NEAR or mine.sound == theirs.sound else Likeness.DIFFERENT


def _of_one_word(one: str, other: str) -> int:
    """Names that share a word; where neither has another, their letters decide whether that is seen."""
    if _name(one).is_manifold or _name(other).is_manifold:
        return Likeness.PART
    book = NameBook([one, other])
    return int(book.likeness(*np.array([[0], [1]], dtype=np.int32))[0])


@lru_cache(_REMEMBERED)
def _name(text: str) -> _Name:
    return _Name(
        frozenset(words_of(text)),
        frozenset(groups_of(text, nickname_groups())),
        frozenset(groups_of(text, spelling_groups())),
        sound(text),
        skeleton(text),
    )
