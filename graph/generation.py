"""A generation of people: what must change for the graph to hold it, cut into whole units.

Invariant: whoever gives a record to, or takes one from, another person is in the same unit as they,
so a unit committed alone leaves every person in it whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

Properties = dict[str, Any]


@dataclass(frozen=True)
class Links:
    """For each record its person, and for each record the day from which it was known."""

    person: Mapping[str, str] = field(default_factory=dict)
    recorded_at: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Generation:
    """Every person with their properties, every record's person, and what became of ids.

    Attributes:
        people: the properties of each person.
        links: the person of each record.
        merged: each id retired by a merge, and its survivor.
        split: each id given to a part of an older person, and that person.
    """

    people: Mapping[str, Properties] = field(default_factory=dict)
    links: Links = field(default_factory=Links)
    merged: Mapping[str, str] = field(default_factory=dict)
    split: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Unit:
    """What one transaction changes: people written, records moved, ids split off and retired."""

    people: list[Properties] = field(default_factory=list)
    linked: list[Properties] = field(default_factory=list)
    unlinked: list[Properties] = field(default_factory=list)
    merged: list[Properties] = field(default_factory=list)
    gone: list[Properties] = field(default_factory=list)
    split: list[Properties] = field(default_factory=list)

    def __len__(self) -> int:
        return sum(map(len, (self.people, self.linked, self.unlinked, self.merged, self.gone)))

    def add(self, other: "Unit") -> None:
        """Take the other unit's changes into this one."""
        for each in fields(Unit):
            getattr(self, each.name).extend(getattr(other, each.name))


def plan(present: Generation, wanted: Generation, size: int = 4000) -> Iterator[Unit]:
    """Units of about `size` changes that turn `present` into `wanted`; none where they are equal."""
    unit = Unit()
    for each in _components(present, wanted):
        unit.add(each)
        if len(unit) >= size:
            yield unit
            unit = Unit()
    if len(unit):
        yield unit


def _components(present: Generation, wanted: Generation) -> Iterable[Unit]:
    together = _Together(_ties(present, wanted))
    units: dict[str, Unit] = defaultdict(Unit)
    for id_, properties in wanted.people.items():
        if present.people.get(id_) != properties:
            units[together.root(id_)].people.append(properties)
            if id_ in wanted.split:
                units[together.root(id_)].split.append({"id": id_, "parent": wanted.split[id_]})
    for record, person in wanted.links.person.items():
        day = wanted.links.recorded_at.get(record)
        former = present.links.person.get(record)
        if former != person or present.links.recorded_at.get(record) != day:
            units[together.root(person)].linked.append(
                {"record": record, "person": person, "recorded_at": day, "former": former}
            )
    for record, person in present.links.person.items():
        if record not in wanted.links.person:
            units[together.root(person)].unlinked.append({"record": record, "former": person})
    for id_ in present.people:
        if id_ not in wanted.people:
            _retire(units[together.root(id_)], id_, wanted.merged)
    return units.values()


def _retire(unit: Unit, id_: str, merged: Mapping[str, str]) -> None:
    if id_ in merged:
        unit.merged.append({"id": id_, "survivor": merged[id_]})
    else:
        unit.gone.append({"id": id_})


def _ties(present: Generation, wanted: Generation) -> Iterator[tuple[str, str]]:
    """Pairs of people who must change together."""
    for record, person in present.links.person.items():
        now = wanted.links.person.get(record)
        if now is not None and now != person:
            yield person, now
    yield from wanted.merged.items()
    yield from wanted.split.items()


class _Together:
    """Union-find over ids; an id never tied to another is its own root."""

    def __init__(self, ties: Iterable[tuple[str, str]]) -> None:
        self._parent: dict[str, str] = {}
        for left, right in ties:
            self._parent[self.root(left)] = self.root(right)

    def root(self, id_: str) -> str:
        """The id that stands for all those tied to this one."""
        parent = self._parent
        while (up := parent.get(id_, id_)) != id_:
            parent[id_] = parent.get(up, up)
            id_ = up
        return id_
