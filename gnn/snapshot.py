"""A snapshot: everything that was known on one day, and nothing that was not.

All that foresight computes of a day goes through `snapshot`, which takes the facts as of that day
first. A row recorded later cannot reach a feature.
"""

from dataclasses import dataclass, replace
from datetime import date

from gnn.events import Events, events_of
from gnn.indexed import Indexed
from gnn.places import Places, places_of
from gnn.traits import Traits, traits_of
from graph.vocabulary import vocabulary

ADDRESS_KINDS = tuple(vocabulary().codes["address_kind"])


@dataclass(frozen=True)
class Snapshot:
    """What was known on `day`; each part has one entry for each of `people` persons."""

    day: date
    people: int
    known: Indexed
    traits: Traits
    places: Places
    events: Events


def snapshot(indexed: Indexed, day: date) -> Snapshot:
    """What was known on `day`."""
    known = replace(indexed, facts=indexed.facts.as_of(day))
    people = len(indexed.people)
    return Snapshot(
        day=day,
        people=people,
        known=known,
        traits=traits_of(known.facts.people, people, day),
        places=places_of(known, day, ADDRESS_KINDS),
        events=events_of(known.facts, day),
    )
