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
"""More residents than this, of more than half as many family names, make an institution: together at
present, or coming one after another within a year."""


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
    """Places with so many unrelated residents, at a time or in turn, that they must be institutions."""
    by_place: dict[int, list[Stay]] = defaultdict(list)
    for stay in stays:
        by_place[stay.place].append(stay)
    return frozenset(
        place
        for place, each in by_place.items()
        if len(each) > CROWD
        and (
            _are_unrelated([stay for stay in each if stay.is_current], family_name)
            or _is_busy(each, family_name)
        )
    )


def _is_busy(stays: Sequence[Stay], family_name: Mapping[int, str]) -> bool:
    """Whether many unrelated people came within a year, each by themselves."""
    together = Counter(stay.since for stay in stays)
    alone = sorted(
        (stay for stay in stays if stay.since and together[stay.since] == 1), key=lambda stay: stay.since
    )
    return any(
        last.since <= _a_year_after(first.since) and _are_unrelated(alone[at : at + CROWD + 1], family_name)
        for at, (first, last) in enumerate(zip(alone, alone[CROWD:], strict=False))
    )


def _are_unrelated(stays: Sequence[Stay], family_name: Mapping[int, str]) -> bool:
    """Whether they are more than a crowd, of more than half as many family names."""
    people = {stay.person for stay in stays}
    names = {family_name.get(person, "") for person in people}
    return len(people) > CROWD and len(names) > len(people) / 2


def _a_year_after(day: str) -> str:
    return f"{int(day[:4]) + 1:04d}{day[4:]}"


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
