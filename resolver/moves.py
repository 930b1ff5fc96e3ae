"""Moves that nobody recorded: people left behind at an address by the rest of their household, on paper only.

Invariant: only a present stay at a dwelling is moved, only after others who lived there with the person, and
only where what is known of the dwelling says so:
- others have come to live there since, and of those who lived there before nobody else is left; or
- two or more moved together, and others have come since, or the person is known by one record that may
  well be of one of the movers; or
- all the others went to one place, and the person is a child, who does not live without a grown-up.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from resolver.stays import Stay

_TOGETHER = 2
_CHILD = 16


@dataclass(frozen=True)
class Known:
    """What is known of each person: given name, number of records; day of birth, family name, where known."""

    given_names: Sequence[str | None]
    record_counts: Sequence[int]
    births: Mapping[int, str] = field(default_factory=dict)
    family_names: Mapping[int, str] = field(default_factory=dict)

    def may_be_one_of(self, person: int, others: Collection[int]) -> bool:
        """Whether the person's only record may be of one of the others: their given names begin alike."""
        return self.record_counts[person] == 1 and self._initial(person) in {
            self._initial(other) for other in others
        }

    def is_child(self, person: int, day: str) -> bool:
        """Whether the person was a child on a day, as far as the date of birth is known."""
        born = self.births.get(person, "")
        return len(day) >= _YEAR and len(born) >= _YEAR and int(day[:4]) - int(born[:4]) < _CHILD

    def _initial(self, person: int) -> str:
        name = self.given_names[person]
        return name[0].casefold() if name else f"unknown {person}"


_YEAR = 4


@dataclass(frozen=True)
class _Move:
    """People who left a place for another, the first day of the first of them there, and whether all did."""

    place: int
    day: str
    people: frozenset[int]
    is_of_all: bool


def follow_moves(stays: Sequence[Stay], known: Known, not_dwellings: Collection[int]) -> list[Stay]:
    """The stays, with those who were left behind on paper moved after the others."""
    here: dict[int, list[Stay]] = defaultdict(list)
    now: dict[int, Stay] = {}
    for stay in stays:
        if stay.place not in not_dwellings and stay.has_length:
            here[stay.place].append(stay)
            if stay.is_current:
                now[stay.person] = stay
    followed: list[Stay] = []
    for stay in stays:
        move = _move_of_others(stay, here[stay.place], now) if now.get(stay.person) is stay else None
        if move is not None and _was_followed(stay, move, here[stay.place], known):
            followed.append(replace(stay, until=max(move.day, stay.since)))
            followed.append(replace(stay, place=move.place, since=max(move.day, stay.since)))
        else:
            followed.append(stay)
    return followed


def _move_of_others(stay: Stay, here: Sequence[Stay], now: Mapping[int, Stay]) -> _Move | None:
    """Where most of those went who lived there with the person and left after the person was last seen."""
    gone = [
        now[other.person]
        for other in here
        if not other.is_current
        and other.since <= max(stay.seen, stay.since)
        and other.until > stay.seen
        and other.person in now
        and now[other.person].place != stay.place
        and now[other.person].since >= other.until
    ]
    if not gone:
        return None
    counts = Counter(other.place for other in gone)
    place = min(counts, key=lambda place: (-counts[place], place))
    together = [other for other in gone if other.place == place]
    return _Move(
        place,
        min(other.since for other in together),
        frozenset(other.person for other in together),
        len(together) == len(gone),
    )


def _was_followed(stay: Stay, move: _Move, here: Sequence[Stay], known: Known) -> bool:
    others = [other for other in here if other.is_current and other.person != stay.person]
    has_newcomers = any(other.since >= move.day for other in others)
    is_last = all(other.since >= move.day for other in others)
    if is_last and move.is_of_all and known.is_child(stay.person, move.day):
        return True
    if len(move.people) >= _TOGETHER:
        return has_newcomers or known.may_be_one_of(stay.person, move.people)
    return has_newcomers and is_last
