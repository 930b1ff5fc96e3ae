"""Somebody worth asking about: known to several systems, living with others, with a team at work."""

from dataclasses import dataclass

import pyarrow as pa

from graph.store import Store
from graph.view import single_view

_LOOKED_AT = 300
_SYSTEMS = 3


@dataclass(frozen=True)
class Known:
    """A person, and a team that works with them now."""

    person: str
    team: str | None


async def somebody_known(store: Store, scores: pa.Table) -> Known:
    """The person of highest risk, of those known well enough to make a good example.

    Where nobody is known well enough, the person of highest risk.
    """
    ranked = list(
        map(str, scores.sort_by([("probability", "descending"), ("person", "ascending")])["person"])
    )
    for person in ranked[:_LOOKED_AT]:
        view = await single_view(store, person)
        teams = [] if view is None else [worker["team"] for worker in view["workers"] if worker["to"] is None]
        if view is not None and teams and _is_well_known(view):
            return Known(person, teams[0])
    return Known(ranked[0], None)


def _is_well_known(view: dict[str, list[dict[str, object]]]) -> bool:
    systems = {record["source"] for record in view["records"]}
    present = [household for household in view["households"] if household["left"] is None]
    return len(systems) >= _SYSTEMS and any(household["members"] for household in present)
