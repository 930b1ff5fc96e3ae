"""Makes changes: each is read, checked, made once, and told."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gql.changes import breaking, consent, loading, recording, reviewing
from gql.changes.change import Change
from gql.changes.done import Done
from gql.changes.loading import Loader
from gql.changes.once import Once, Running, keep, known_to_be_done, once
from gql.changes.reviewing import Resolving
from gql.changes.upload import Upload, kept_in
from gql.changes.whom import Author
from gql.changes.writing import Writing
from gql.errors import InvalidDocumentError
from gql.glass import Glass
from gql.roles import Operation
from graph.store import Store

Act = Callable[[Running], Awaitable[Done]]


@dataclass(frozen=True)
class Changer:
    """Makes changes in one graph."""

    store: Store
    writing: Writing
    secret: bytes = field(repr=False)
    glass: Glass
    seconds: float

    @property
    def loader(self) -> Loader:
        """Loads rows and files."""
        writing = self.writing
        return Loader(self.store, writing.contracts, writing.quarantine, writing.identity_key)

    def check(self, change: Change, author: Author) -> None:
        """See that a change can be made as it was asked for, whoever it is about, before anything is written.

        Raises:
            AccessError: it cannot.
        """
        operation, arguments = change.operation, change.arguments
        recording.check(operation, arguments)
        breaking.check(operation, arguments)
        if operation is Operation.BREAK_GLASS and not _may_trace(author, arguments):
            raise InvalidDocumentError
        if operation is Operation.RECORD_CONSENT:
            consent.check(author.plan.purpose, arguments)
        elif operation in _REVIEWS:
            reviewing.opinion_of(operation, author.caller.subject, arguments)
        elif operation is Operation.LOAD_RECORDS:
            loading.check_duties(author.caller)
            loading.check_rows(arguments["rows"])
            self.loader.contract(arguments["contract"])

    async def make(self, change: Change, author: Author) -> tuple[Done, bool]:
        """What comes of a change, and whether it was made now, or is known from when it was.

        Raises:
            AccessError: it was not made; or it was, and the same key tells what came of it.
        """
        who, operation = author.caller.subject, change.operation
        known = Once.of(self.secret, who, operation.value, author.plan.purpose, change.arguments)
        done, is_new = await once(self.store, self.seconds, known, self._act(change, author, known.id[:24]))
        if operation is Operation.BREAK_GLASS and done.is_done:
            self.glass.notice(who, author.plan.purpose)
        if operation in _REVIEWS and done.is_done:
            done = await self._followed(change, author, known, done)
        return done, is_new

    async def deliver(self, upload: Upload, author: Author, note: Callable[[str], Awaitable[None]]) -> Done:
        """What comes of a file that is delivered: loaded now, or known from when it was.

        Args:
            note: told the hash of the file before anything of it is loaded.

        Raises:
            AccessError: it was not loaded, or not to its end; the same key loads it again.
        """
        loading.check_duties(author.caller)
        contract = await asyncio.to_thread(self.loader.contract, upload.contract)
        upload.check(contract)
        with kept_in(self.writing.uploads) as path:
            digest = await upload.into(path)
            await note(digest)
            given = {"key": upload.key, "contract": upload.contract, "file": digest}
            operation, who = Operation.LOAD_RECORDS, author.caller.subject
            known = Once.of(self.secret, who, operation.value, author.plan.purpose, given)
            done = await known_to_be_done(self.store, self.seconds, known)
            if done is not None:
                return done
            loaded = await self.loader.file(contract, path)

        async def kept(_: Running) -> Done:
            return loaded

        return (await once(self.store, self.seconds, known, kept))[0]

    def _act(self, change: Change, author: Author, name: str) -> Act:
        operation, given = change.operation, change.arguments
        recorder = recording.Recorder(author, self.writing.identity_key, name)
        minutes = self.writing.glass_minutes
        acts: dict[Operation, Act] = {
            Operation.RECORD_EPISODE: lambda it: recorder.episode(it, given["person"], given["episode"]),
            Operation.RECORD_INTERVENTION: lambda it: recorder.intervention(
                it, given["person"], given["intervention"]
            ),
            Operation.RECORD_OUTCOME: lambda it: recorder.outcome(it, given["person"], given["outcome"]),
            Operation.RECORD_CONSENT: lambda it: consent.consent(it, author, name, given),
            Operation.BREAK_GLASS: lambda it: breaking.broken(it, author, name, minutes, given),
            Operation.END_BREAK_GLASS: lambda it: breaking.ended(it, author, given),
            Operation.REVIEW_BREAK_GLASS: lambda it: breaking.reviewed(it, author, given),
            Operation.DECIDE_REVIEW: lambda it: self._decided(it, author, change),
            Operation.WITHDRAW_DECISION: lambda it: self._decided(it, author, change),
            Operation.LOAD_RECORDS: lambda it: self._loaded(it, given),
        }
        return acts[operation]

    async def _decided(self, running: Running, author: Author, change: Change) -> Done:
        opinion = reviewing.opinion_of(change.operation, author.caller.subject, change.arguments)
        return await reviewing.decided(running, author, change.operation, opinion)

    async def _followed(self, change: Change, author: Author, known: Once, done: Done) -> Done:
        """What a decision touches is judged anew; where that broke off, the same key takes it up again."""
        opinion = reviewing.opinion_of(change.operation, author.caller.subject, change.arguments)
        writing = self.writing
        resolving = Resolving(self.store.target, writing.resolver, writing.identity_key)
        followed = await reviewing.followed(resolving, opinion, done)
        if followed is not done:
            await keep(self.store, self.seconds, known, followed)
        return followed

    async def _loaded(self, running: Running, given: Mapping[str, Any]) -> Done:
        contract = await asyncio.to_thread(self.loader.contract, given["contract"])
        return await self.loader.rows(running, contract, given["rows"])


_REVIEWS = frozenset({Operation.DECIDE_REVIEW, Operation.WITHDRAW_DECISION})


def _may_trace(author: Author, arguments: Mapping[str, Any]) -> bool:
    """Whether the caller may name somebody by number and date of birth: only who may read both in full."""
    tells = author.plan.tells("Person", "nhsNumber") and author.plan.tells("Person", "birthDate")
    return tells or arguments.get("nhsNumber") is None
