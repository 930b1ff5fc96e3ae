"""What the graph answers to a question that was made ready: one statement, read with the caller's own keys.

Pseudonyms, cursors and counts are each caller's own; the trail is told whom the answer is about before any of
it leaves.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from gql.access import AccessPlan
from gql.builder import Asking
from gql.caller import Caller
from gql.counting import Desk
from gql.courier import Courier
from gql.cursors import Cursors
from gql.disclosure import Disclosure
from gql.glass import Glass
from gql.ledger import Asker, Ledger, statistics_secret, today
from gql.marks import ids_of, involved
from gql.pace import is_in_vain
from gql.plans import Prepared
from gql.pseudonym import Pseudonyms
from gql.roles import Purpose
from gql.shapes import Reading
from gql.trail import Trail, identifier


@dataclass(frozen=True)
class GraphAnswers:
    """Asks the graph.

    Attributes:
        populations: of how many new populations a caller may be told a day.
        secret: what pseudonyms, cursors and the noise of counts are derived from.
    """

    courier: Courier
    glass: Glass
    ledger: Ledger
    populations: int
    secret: bytes = field(repr=False)

    async def told(self, prepared: Prepared, trail: Trail) -> dict[str, Any]:
        """The data of an answer.

        Raises:
            AccessError: an argument is out of its bounds, a budget is spent, or the database does not answer.
        """
        caller, purpose, compiled = trail.caller, trail.purpose, prepared.compiled
        assert caller is not None
        assert purpose is not None
        assert compiled is not None
        asking = await self._asking(prepared, caller, purpose, trail.plan)
        parcel = compiled.bind(asking, prepared.document.cost)
        trail.asked = tuple(identifier(parcel.row[at]) for at in compiled.asked if parcel.row[at])
        *row, hidden = await self.courier.ask(parcel)
        reading = self._reading(caller, purpose, trail)
        reading.asking = asking
        data = _read(prepared, row, reading)
        trail.is_in_vain = reading.is_in_vain or is_in_vain(data)
        trail.people = ids_of(reading.people)
        trail.states = involved(reading.people, hidden, asking.glass)
        return data

    async def _asking(
        self, prepared: Prepared, caller: Caller, purpose: Purpose, plan: AccessPlan | None
    ) -> Asking:
        reveal = self._pseudonyms(caller, purpose).reveal
        glass = await self.glass.of(caller.subject, purpose)
        under = [plan.pack if plan else "", plan.policy if plan else "", *sorted(caller.roles)]
        cursors = Cursors.of(self.secret, caller.subject, purpose.value, under)
        return Asking(prepared.variables, caller.team, reveal, caller.worker, glass, cursors)

    def _reading(self, caller: Caller, purpose: Purpose, trail: Trail) -> Reading:
        """What an answer is read with; counts are told to whoever may be told any."""
        plan, hide = trail.plan, self._told_as(caller, purpose, trail).hide
        if plan is None or plan.counting is None or plan.smallest_count is None or plan.round_to is None:
            return Reading(hide)
        disclosure = Disclosure(plan.smallest_count, plan.round_to, statistics_secret(self.secret))
        asker = Asker(caller.subject, today(), self.populations)
        return Reading(hide, count=Desk(self.ledger, disclosure, asker).told)

    def _told_as(self, caller: Caller, purpose: Purpose, trail: Trail) -> Pseudonyms:
        """The pseudonyms of an answer: the caller's own, and in an extract those of whom it is for."""
        if trail.extract is None:
            return self._pseudonyms(caller, purpose)
        recipient, project, period = (trail.extract[name] for name in ("recipient", "project", "period"))
        return Pseudonyms.of_extract(self.secret, recipient, purpose.value, project, period)

    def _pseudonyms(self, caller: Caller, purpose: Purpose) -> Pseudonyms:
        return Pseudonyms.of(self.secret, caller.subject, purpose.value, datetime.now(UTC).year)


def _read(prepared: Prepared, row: Sequence[Any], reading: Reading) -> dict[str, Any]:
    assert prepared.compiled is not None
    shapes = prepared.compiled.shapes
    return {key: shape.read(value, reading) for (key, shape), value in zip(shapes, row, strict=True)}
