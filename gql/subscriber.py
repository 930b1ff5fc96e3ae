"""What a subscription tells, event by event; each is asked for, authorised and recorded as a question.

Somebody who is followed is told of when what the caller sees of them has changed, and only then: a change
of what is hidden, of somebody hidden, or of nobody that there is, tells nothing.
"""

from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson

from gql.attendant import Attendant
from gql.errors import AccessError, UnavailableError
from gql.limits import Limits
from gql.plans import Question
from gql.polling import Poller
from gql.roles import Operation
from gql.seats import Seats
from gql.service import Request, Service
from gql.sources import FeedSource, QueueSource, Waiting, survivors
from gql.subscription import Subscription, read_subscription
from graph.errors import GraphError
from graph.feed import Entry
from graph.store import Store

_FEED_SECONDS = 1.0
_QUEUE_SECONDS = 2.0
Event = dict[str, Any]


class RefusedError(Exception):
    """The question of an event was refused.

    Attributes:
        errors: the refusal, as it is told.
        code: its code.
    """

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__("a question was refused")
        self.errors = errors
        self.code: str = errors[0]["extensions"]["code"]

    @classmethod
    def of(cls, error: AccessError) -> "RefusedError":
        """A refusal that was raised."""
        return cls(error.as_answer()["errors"])


class Subscriber:
    """Reads subscriptions and follows what they follow, over one service."""

    def __init__(
        self, service: Service, store: Store, limits: Limits, attendant: Attendant, seats: Seats
    ) -> None:
        self._seats = seats
        self._service = service
        self._attendant = attendant
        self._store = store
        self._limits = limits
        self._changes = Poller[Entry](FeedSource(store), _FEED_SECONDS)
        self.queue = Poller[Waiting](QueueSource(store), _QUEUE_SECONDS)

    async def events(self, request: Request, question: Question) -> AsyncGenerator[Event]:
        """The events of a subscription, without an end.

        Raises:
            RefusedError: it, or the question of an event, is refused.
            LostError: more happened than could be told.
        """
        try:
            question = self._service.documents.question(question, await self._service.admit(request))
            subscription = read_subscription(question, self._limits)
            caller = await self._service.admit(request, subscription.operation)
            with self._seats.taken(caller.subject):
                async with aclosing(self._told(request, subscription)) as events:
                    async for event in events:
                        yield event
        except AccessError as error:
            raise RefusedError.of(error) from None
        except GraphError:
            raise RefusedError.of(UnavailableError()) from None

    def _told(self, request: Request, subscription: Subscription) -> AsyncGenerator[Event]:
        tellers = {
            Operation.ENTITY_CHANGES: self._people,
            Operation.REVIEW_QUEUE: self._pairs,
            Operation.ALERTS: self._alerts,
        }
        return tellers[subscription.operation](request, subscription)

    async def _people(self, request: Request, subscription: Subscription) -> AsyncGenerator[Event]:
        followed = _Followed(subscription.ids)
        async with self._changes.listen(followed.concerns) as listener:
            followed.became(await survivors(self._store, subscription.ids))
            touched: Collection[str] = subscription.ids
            while True:
                for each in touched:
                    found = await self._found(request, subscription, each)
                    if found is not None and followed.is_new(each, found):
                        yield subscription.event({"at": _now(), "id": each}, found)
                touched = followed.touched(await listener.next())

    async def _pairs(self, request: Request, subscription: Subscription) -> AsyncGenerator[Event]:
        async with self.queue.listen(lambda _: True) as listener:
            while True:
                for each in await listener.next():
                    found = await self._found(request, subscription, each.left, each.right)
                    if found is not None:
                        yield subscription.event({"at": _now(), "waits": each.waits}, found)

    async def _alerts(self, request: Request, subscription: Subscription) -> AsyncGenerator[Event]:
        async with self._attendant.listen(lambda _: True) as listener:
            while True:
                for alert in await listener.next():
                    await self._service.admit(request, Operation.ALERTS, alert.subjects)
                    yield subscription.event({**asdict(alert), "subjects": list(alert.subjects)}, {})

    async def _found(self, request: Request, subscription: Subscription, *ids: str) -> Event | None:
        """What the question of an event finds; None where not all that it is about may be found."""
        question = subscription.question(*ids)

        async def read() -> Question:
            return question

        answer = orjson.loads((await self._service.answer(request, read)).body)
        if "errors" in answer:
            raise RefusedError(answer["errors"])
        found: Event = answer["data"]
        return None if any(value is None for value in found.values()) else found


class _Followed:
    """The people whom a subscription follows, under every id that they have had since it began."""

    def __init__(self, ids: Collection[str]) -> None:
        self._ids = {each: {each} for each in ids}
        self._told: dict[str, bytes] = {}

    def became(self, known: dict[str, str]) -> None:
        """Follow also whom the ids have become."""
        for each, survivor in known.items():
            self._ids[each].add(survivor)

    def concerns(self, entry: Entry) -> bool:
        """Whether a change is of somebody followed."""
        return any({entry.person, entry.into} & ids for ids in self._ids.values())

    def touched(self, entries: Collection[Entry]) -> list[str]:
        """Those whom changes concern; whoever was merged away is followed into their survivor."""
        found = dict[str, None]()
        for entry in entries:
            for each, ids in self._ids.items():
                if {entry.person, entry.into} & ids:
                    found[each] = None
                    ids.update({entry.into} if entry.into is not None and entry.person in ids else ())
        return list(found)

    def is_new(self, each: str, found: Event) -> bool:
        """Whether what was found is other than what was last told of somebody."""
        digest = sha256(orjson.dumps(found)).digest()
        is_new = self._told.get(each) != digest
        self._told[each] = digest
        return is_new


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
