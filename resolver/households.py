"""Households: who lives together at one dwelling, now and before.

Invariants. An institution, or no fixed abode, is never a household. People whose stays at one dwelling
overlap are of one household, from the first of these stays to the last. A person belongs to at most one
household at present.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from resolver.stays import Stay

CROWD = 10
"""More present residents than this, of more than half as many family names, make an institution."""


@dataclass(frozen=True)
class Household:
    """People together at a place, each with their stay there."""

    place: int
    stays: tuple[Stay, ...]

    @property
    def since(self) -> str:
        """The first day."""
        return min(stay.since for stay in self.stays)

    @property
    def until(self) -> str:
        """The last day; empty while it lasts."""
        return "" if self.present else max(stay.until for stay in self.stays)

    @property
    def present(self) -> frozenset[int]:
        """The people who are in it now."""
        return frozenset(stay.person for stay in self.stays if stay.is_current)


def crowded_places(stays: Sequence[Stay], family_name: Mapping[int, str]) -> frozenset[int]:
    """Places with so many unrelated present residents that they must be institutions."""
    names: dict[int, Counter[str]] = defaultdict(Counter)
    for stay in stays:
        if stay.is_current:
            names[stay.place][family_name.get(stay.person, "")] += 1
    return frozenset(
        place for place, each in names.items() if each.total() > CROWD and len(each) > each.total() / 2
    )


def households_of(stays: Sequence[Stay], not_dwellings: Collection[int]) -> list[Household]:
    """Every household, in the order of place and time."""
    by_place: dict[int, list[Stay]] = defaultdict(list)
    for stay in stays:
        if stay.place not in not_dwellings and stay.has_length:
            by_place[stay.place].append(stay)
    return [
        Household(place, tuple(group))
        for place in sorted(by_place)
        for group in _overlapping(by_place[place])
    ]


def _overlapping(stays: Sequence[Stay]) -> list[list[Stay]]:
    """Stays at one place, cut where nobody was there."""
    groups: list[list[Stay]] = []
    until = ""
    for stay in sorted(stays, key=lambda stay: (stay.since, stay.until or _FOREVER, stay.person)):
        if not groups or stay.since > until:
            groups.append([])
        groups[-1].append(stay)
        until = max(until, stay.until or _FOREVER)
    return groups


_FOREVER = "9999-12-31"
