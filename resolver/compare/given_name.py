"""Given name: the first name, the middle names and the name a person is called by, in any order.

Invariant: the closest of the ways the two records could mean one name counts; a name that sits in the
family-name column on the other side, and the other way about, is a swap and not a difference.
"""

import numpy as np

from resolver.background import Background
from resolver.compare.level import Compared, Level, Rarity, shares_of
from resolver.compare.likeness_of_two import likeness
from resolver.compare.names import Likeness, Names
from resolver.compare.of_two import Agreement, OfTwo, Shares
from resolver.packed import Places
from resolver.said import Said

_EXACT, _KNOWN_AS, _TYPO, _PART, _INITIAL, _NEAR, _SWAPPED, _DIFFERENT = range(1, 9)
_FROM_LIKENESS = np.array(
    [0, _DIFFERENT, _NEAR, _INITIAL, _PART, _TYPO, _KNOWN_AS, _KNOWN_AS, _EXACT], dtype=np.uint8
)
_OTHER_WAYS = (
    ("known_as", "given_name"),
    ("given_name", "known_as"),
    ("known_as", "known_as"),
    ("middle_name", "given_name"),
    ("given_name", "middle_name"),
)


class GivenName:
    """Compares given names."""

    name = "given_name"
    tells_namesakes = True
    levels = (
        Level("same given name", 0.72, 0.02, Rarity.EXACT),
        Level(
            "a short form, another spelling, or a name the person is also called by",
            0.08,
            0.01,
            Rarity.SIMILAR,
        ),
        Level("given names that differ by a slip", 0.08, 0.01, Rarity.SIMILAR),
        Level("one of several given names is the same", 0.03, 0.01, Rarity.SIMILAR),
        Level("an initial of the given name", 0.03, 0.03),
        Level("given names that sound alike", 0.02, 0.02),
        Level("given and family names change places", 0.01, 0.0005),
        Level("different given names", 0.03, 0.8995),
    )

    def __init__(self, names: Names) -> None:
        self._names = names
        self._shares = names.shares("given_name")

    def compare(self, left: Places, right: Places) -> Compared:
        """Levels of pairs of records."""
        levels = _FROM_LIKENESS.take(self._names.likeness("given_name", "given_name", left, right))
        sides = left, right
        levels[self._names.rows_alike_in_any(np.flatnonzero(levels > _TYPO), _OTHER_WAYS, sides)] = _KNOWN_AS
        levels[self._names.swapped_rows(np.flatnonzero(levels >= _NEAR), sides)] = _SWAPPED
        codes = self._names.column("given_name").codes
        return Compared(levels, shares_of(self._shares, codes[left], codes[right]))


def given_names_of_two(background: Background) -> OfTwo:
    """What `GivenName` says, of two records."""
    shares, from_likeness = Shares(background, "given_name"), _FROM_LIKENESS.tolist()

    def compare(one: Said, other: Said) -> Agreement:
        mine, theirs = one.values.get("given_name"), other.values.get("given_name")
        level = from_likeness[likeness(mine, theirs)]
        if level > _TYPO and any_alike(_OTHER_WAYS, one, other):
            level = _KNOWN_AS
        elif level >= _NEAR and are_swapped(one, other):
            level = _SWAPPED
        return level, max(shares.of(mine), shares.of(theirs))

    return compare


def any_alike(ways: tuple[tuple[str, str], ...], one: Said, other: Said) -> bool:
    """Whether in any of these ways a name of the one is, but for a slip, a name of the other."""
    for way, other_way in ways:
        mine = one.values.get(way)
        theirs = other.values.get(other_way) if mine is not None else None
        if theirs is not None and likeness(mine, theirs) >= Likeness.TYPO:
            return True
    return False


def are_swapped(one: Said, other: Said) -> bool:
    """Whether each given name is the other's family name, but for a slip or another part."""
    return (
        likeness(one.values.get("given_name"), other.values.get("family_name")) >= Likeness.PART
        and likeness(one.values.get("family_name"), other.values.get("given_name")) >= Likeness.PART
    )
