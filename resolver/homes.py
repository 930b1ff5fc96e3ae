"""Homes: addresses, stays and households as the tables that the graph keeps.

Invariant: a pure function of the records, their persons and the households known before; the order of
the records does not matter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from graph.homes import HOUSEHOLDS, MEMBERS, STAYS, Homes, Membership
from graph.minter import Minter
from resolver import identity
from resolver.claims import claims_of
from resolver.coded import Integers
from resolver.households import Household, crowded_places, households_of
from resolver.identity import assign
from resolver.moves import Known, follow_moves
from resolver.places import DWELLING, INSTITUTION, Places, find_places
from resolver.stays import Stay, stays_of
from resolver.successions import end_successions

_CLAIMED = (
    "source",
    "uprn",
    "postcode",
    "address_text",
    "address_kind",
    "address_from",
    "address_to",
    "recorded_at",
)


@dataclass(frozen=True)
class Residents:
    """Whom the homes are of.

    Attributes:
        ids: the id of each person.
        golden: the golden record of each person.
        of_person_row: for each person row the number of its person.
        of_address_row: for each address row the number of its person, -1 where it is unknown.
    """

    ids: Sequence[str]
    golden: pa.Table
    of_person_row: Integers
    of_address_row: Integers

    def values(self, field: str) -> dict[int, str]:
        """The golden value of each person who has one."""
        column: list[str | None] = self.golden[field].to_pylist()
        return {number: value for number, value in enumerate(column) if value is not None}

    def known(self) -> Known:
        """What helps to tell who moved with whom."""
        return Known(
            self.golden["given_name"].to_pylist(),
            self.golden["record_count"].to_numpy().tolist(),
            self.values("birth_date"),
            self.values("family_name"),
        )


def homes_of(
    rows: tuple[pa.Table, pa.Table],
    residents: Residents,
    trust: Mapping[str, float],
    before: Iterable[Membership] = (),
    key: bytes = b"",
) -> Homes:
    """The homes that person rows and address rows tell of.

    Args:
        rows: the person rows and the address rows.
        residents: whom they are of.
        trust: how far each source is preferred.
        before: the memberships of households that were known before, whose ids are kept.
        key: the key that ids are hashed with.
    """
    claimed = pa.concat_tables([_claimed(each) for each in rows])
    person = np.concatenate([residents.of_person_row, residents.of_address_row])
    places = find_places(claimed, Minter("a", key), person)
    died = residents.values("death_date")
    stays = stays_of(claims_of(claimed, person, places.of_row, trust), died)
    kinds = _kinds(places, stays, residents)
    not_dwellings = {place for place, kind in enumerate(kinds) if kind != DWELLING}
    stays = follow_moves(stays, residents.known(), not_dwellings)
    stays = end_successions(stays, residents.known(), not_dwellings)
    households = households_of(stays, not_dwellings)
    labels = _Labels(residents.ids, places.ids)
    ids = _household_ids(households, labels, before, Minter("h", key))
    return Homes(
        addresses=places.addresses.set_column(4, "kind", pa.array(kinds, pa.string())),
        stays=_table(STAYS.columns, (labels.stay(stay) for stay in stays)),
        households=_table(HOUSEHOLDS.columns, map(labels.household, households, ids)),
        members=_table(
            MEMBERS.columns,
            (
                labels.member(stay, id_)
                for each, id_ in zip(households, ids, strict=True)
                for stay in each.stays
            ),
        ),
    )


@dataclass(frozen=True)
class _Labels:
    """Ids of people and places in place of their numbers."""

    persons: Sequence[str]
    places: Sequence[str]

    def stay(self, stay: Stay) -> tuple[Any, ...]:
        """A row of the table of stays."""
        return (self.persons[stay.person], self.places[stay.place], *_times(stay))

    def household(self, household: Household, id_: str) -> tuple[Any, ...]:
        """A row of the table of households."""
        since, until = household.since or None, household.until or None
        return (id_, since, until, len(household.present), self.places[household.place])

    def member(self, stay: Stay, household: str) -> tuple[Any, ...]:
        """A row of the table of members."""
        return (self.persons[stay.person], household, *_times(stay))

    def element(self, stay: Stay) -> str:
        """What a household's identity follows: a person at a place."""
        return _element(self.persons[stay.person], self.places[stay.place])


def _claimed(rows: pa.Table) -> pa.Table:
    empty = pa.nulls(rows.num_rows, pa.string())
    present = set(rows.column_names)
    return pa.table(
        [rows[name].cast(pa.string()) if name in present else empty for name in _CLAIMED], list(_CLAIMED)
    )


def _kinds(places: Places, stays: Sequence[Stay], residents: Residents) -> list[str]:
    """The kind of each place: as records say, else an institution where it is crowded, else a dwelling."""
    crowded = crowded_places(stays, residents.values("family_name"))
    given: list[str | None] = places.addresses["kind"].to_pylist()
    return [
        kind if kind is not None else INSTITUTION if place in crowded else DWELLING
        for place, kind in enumerate(given)
    ]


def _household_ids(
    households: Sequence[Household], labels: _Labels, before: Iterable[Membership], minter: Minter
) -> tuple[str, ...]:
    known = list(before)
    members = {_element(each.person, each.address): each.household for each in known}
    since = {each.household: each.since for each in known}
    groups = [[labels.element(stay) for stay in household.stays] for household in households]
    return assign(identity.Known(members, since), groups, minter).ids


def _element(person: str, address: str) -> str:
    return f"{person}@{address}"


def _times(stay: Stay) -> tuple[str | None, str | None, str | None]:
    return stay.since or None, stay.until or None, stay.recorded_at or None


def _table(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    made = list(zip(*rows, strict=True)) or [()] * len(columns)
    kinds = [pa.int64() if name == "size" else pa.string() for name in columns]
    return pa.table([pa.array(each, kind) for each, kind in zip(made, kinds, strict=True)], list(columns))
