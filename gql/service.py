"""One question from request to answer: identity, purpose, plan, statement, audit, release, in that order."""

import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from hashlib import sha256

import orjson

from gql.admission import Admission, Request
from gql.answer import Answer, refusal
from gql.audit import AuditLog
from gql.audit_trail import FIELDS, trail_asked, trail_told
from gql.caller import Caller
from gql.changes.change import Change, read_change
from gql.changes.changer import Changer
from gql.changes.upload import Upload
from gql.changes.whom import Author
from gql.courier import Courier
from gql.document import Document
from gql.errors import (
    AccessError,
    InvalidDocumentError,
    NotFoundError,
)
from gql.extracts.commission import Commission
from gql.extracts.extractor import Extractor, Ports
from gql.glass_trail import FIELDS as GLASS_FIELDS
from gql.glass_trail import glass_asked, glass_told
from gql.graph_answers import GraphAnswers
from gql.integrators.feed import Feed
from gql.integrators.page import Reader, read_page
from gql.integrators.pages import Listing, Pages
from gql.integrators.quarantine import PutAside
from gql.marks import involved
from gql.pace import is_in_vain, next_stroke
from gql.plans import Plans, Question
from gql.provisions import Provisions
from gql.role_schema import answer_about_schema
from gql.roles import Operation
from gql.settings import ServerSettings
from gql.token import Verifier
from gql.trail import Trail, identifier
from gql.why_access import FIELDS as WHY_FIELDS
from gql.why_access import Explainer, why_asked
from graph.store import Store

__all__ = ["Request", "Service"]

_CHANGE_COST = 500
_log = logging.getLogger(__name__)


class Service:
    """Answers questions over a store, under policy packs, with an audit log."""

    def __init__(
        self,
        settings: ServerSettings,
        store: Store,
        plans: Plans,
        audit: AuditLog,
        provisions: Provisions | None = None,
    ) -> None:
        self._settings = settings
        self._store = store
        provided = Provisions.in_memory(settings, store) if provisions is None else provisions
        secret, seconds = settings.pseudonym_secret, settings.limits.seconds
        self._glass, self._budgets = provided.glass, provided.budgets
        self.documents, self.revocations = provided.documents, provided.revocations
        self.verifier = Verifier(settings.keys, settings.issuer, settings.audience, settings.claims)
        self._admission = Admission(self.verifier, self.revocations, self._budgets, plans)
        self._changer = Changer(store, settings.writing, secret, self._glass, seconds)
        courier = Courier(store, seconds)
        self._graph = GraphAnswers(courier, self._glass, provided.ledger, self._budgets.populations, secret)
        self._pages = Pages(Feed(courier), PutAside(self._changer.loader))
        # It ends before the transport ends it, so that the log tells why.
        self._extractor = Extractor(settings.transport.upload_seconds * 0.9)
        self._plans = plans
        self._audit = audit
        self._explainer = Explainer(store, plans.packs)

    async def answer(self, request: Request, read_question: Callable[[], Awaitable[Question]]) -> Answer:
        """The answer to a request, released only once the audit log holds it.

        Args:
            read_question: awaited for the question once the caller is known.
        """
        return await self._released(request, lambda trail: self._answered(request, read_question, trail))

    async def load(self, request: Request, upload: Upload) -> Answer:
        """The answer to a file of records, released only once the audit log holds it."""
        return await self._released(request, lambda trail: self._loaded(request, upload, trail))

    async def extract(self, request: Request, read: Callable[[], Awaitable[Commission]]) -> Answer:
        """The rows of an extract, released only once the audit log holds what it is.

        Args:
            read: awaited for what is asked, once the caller is known.
        """
        return await self._released(request, lambda trail: self._extracted(request, read, trail))

    async def page(self, request: Request, listing: Listing, query: bytes) -> Answer:
        """A page of what integrators read, released only once the audit log holds it.

        Args:
            query: the parameters of the address.
        """
        return await self._released(request, lambda trail: self._paged(request, listing, query, trail))

    async def _released(self, request: Request, work: Callable[[Trail], Awaitable[bytes]]) -> Answer:
        trail, begun = Trail(), time.monotonic()
        try:
            body = await work(trail)
            await self._audit.record(trail.entry("answered"))
            if trail.is_in_vain:
                await next_stroke(begun)
        except AccessError as error:
            return await self._refused(error, trail, request.address)
        except Exception as error:  # whatever goes wrong is recorded and answered in one way
            _log.error("A question failed: %s", type(error).__name__)
            return await self._refused(AccessError(), trail, request.address)
        return Answer(200, body)

    async def admit(
        self, request: Request, operation: Operation | None = None, people: tuple[str, ...] = ()
    ) -> Caller:
        """Who asks, as far as they may still ask for the purpose that they state.

        Args:
            operation: what they subscribe to; that they did is recorded.
            people: ids of those whom they are then told of.

        Raises:
            UnauthenticatedError, PurposeError: they may not, or no more.
            InvalidDocumentError: the operation is permitted for nobody, as if there were none.
        """
        trail = Trail()
        try:
            caller, plan = self._admission.known(request, trail)
            if operation is not None and plan.does(operation).is_never:
                raise InvalidDocumentError
        except AccessError as error:
            await self._refused(error, trail, request.address)
            raise
        if operation is not None:
            entry = trail.entry("answered") | {
                "fields": [f"Subscription.{operation}"],
                "people": people,
            }
            await self._audit.record(entry)
        return caller

    async def _refused(self, error: AccessError, trail: Trail, address: str | None) -> Answer:
        spent = self._admission.refused(error, trail, address)
        if spent is not None:
            return refusal(spent)
        try:
            await self._audit.record(trail.entry("refused", error.code) | self._repeats())
        except AccessError as unavailable:
            error = unavailable
        return refusal(error)

    def _repeats(self) -> dict[str, int]:
        """How many refusals before this one were not recorded, where there were any."""
        count = self._budgets.unrecorded()
        return {"repeats": count} if count else {}

    async def _answered(
        self, request: Request, read_question: Callable[[], Awaitable[Question]], trail: Trail
    ) -> bytes:
        caller, plan = self._admission.known(request, trail)
        question = self.documents.question(await read_question(), caller)
        trail.document = sha256(question.text.encode()).hexdigest()
        change = read_change(question, plan, self._settings.limits)
        if change is not None:
            self._admission.pay(trail, _CHANGE_COST)
            return await self._changed(change, trail)
        asked_of_log = trail_asked(question, plan, self._settings.limits)
        if asked_of_log is not None:
            self._admission.pay(trail, asked_of_log.cost)
            return await self._answered_from_log(asked_of_log, question, trail)
        asked_of_glass = glass_asked(question, plan, self._settings.limits)
        if asked_of_glass is not None:
            self._admission.pay(trail, asked_of_glass.cost)
            glass = await glass_told(asked_of_glass, question.variables, self._store)
            trail.people, trail.fields = glass.people, GLASS_FIELDS
            return orjson.dumps({"data": glass.data})
        asked_why = why_asked(question, plan, self._settings.limits)
        if asked_why is not None:
            self._admission.pay(trail, asked_why.cost)
            return await self._answered_why(asked_why, question, trail)
        prepared = trail.prepared = self._plans.prepare(question, plan)
        self._admission.pay(trail, prepared.document.cost)
        if prepared.compiled is None:
            data = answer_about_schema(prepared.document, plan, question.variables)
            return orjson.dumps({"data": data})
        return orjson.dumps({"data": await self._graph.told(prepared, trail)})

    async def _loaded(self, request: Request, upload: Upload, trail: Trail) -> bytes:
        """Load a file, as `_changed` makes a change; where the caller may not, there is no such address."""
        caller, plan = self._admission.known(request, trail)
        if plan.does(Operation.LOAD_RECORDS).is_never:
            raise NotFoundError
        self._admission.pay(trail, _CHANGE_COST)
        trail.fields = (f"Mutation.{Operation.LOAD_RECORDS}",)

        async def note(digest: str) -> None:
            trail.document = digest
            await self._audit.record(trail.entry("intended"))

        done = await self._changer.deliver(upload, Author(caller, plan, ()), note)
        return orjson.dumps({"position": done.position, **done.more})

    async def _extracted(
        self, request: Request, read: Callable[[], Awaitable[Commission]], trail: Trail
    ) -> bytes:
        """Make an extract; where the caller may make none, there is no such address."""
        caller, plan = self._admission.known(request, trail)
        if plan.does(Operation.EXTRACT).is_never:
            raise NotFoundError
        commission = await read()
        question = self.documents.question(commission.question, caller)
        trail.document = sha256(question.text.encode()).hexdigest()

        async def note(intended: Trail) -> None:
            await self._audit.record(intended.entry("intended"))

        def admit() -> None:
            self._admission.verified(request)

        ports = Ports(self._plans.prepare, admit, self._admission.pay, self._graph.told, note)
        return orjson.dumps(await self._extractor.made(commission, question, trail, ports))

    async def _paged(self, request: Request, listing: Listing, query: bytes, trail: Trail) -> bytes:
        """Read a page; where the caller may read none, there is no such address."""
        caller, plan = self._admission.known(request, trail)
        if not self._pages.is_open(listing, plan):
            raise NotFoundError
        trail.document = sha256(b"GET /%s?%s" % (listing.encode(), query)).hexdigest()
        page = read_page(query)
        self._admission.pay(trail, page.cost)
        glass = await self._glass.of(caller.subject, plan.purpose)
        reader = Reader(caller, plan, glass, self._settings.pseudonym_secret)
        return orjson.dumps(await self._pages.told(listing, page, reader, trail))

    async def _changed(self, change: Change, trail: Trail) -> bytes:
        """Make a change: what is intended is in the log before it, and what came of it before the answer."""
        caller, plan, purpose = trail.caller, trail.plan, trail.purpose
        assert caller is not None
        assert plan is not None
        assert purpose is not None
        trail.fields = (f"Mutation.{change.operation}",)
        author = Author(caller, plan, await self._glass.of(caller.subject, purpose))
        self._changer.check(change, author)
        question = change.question()
        if question is not None:  # what could not be answered is refused before anything is written
            self._plans.prepare(question, plan)
        trail.asked = asked = tuple(map(identifier, change.named))
        await self._audit.record(trail.entry("intended"))
        done, is_new = await self._changer.make(change, author)
        question = change.question(done.about) if done.is_done else None
        found = {}
        if question is not None:
            trail.prepared = self._plans.prepare(question, plan)
            found = await self._graph.told(trail.prepared, trail)
        trail.event = change.event if done.is_done and is_new else None
        trail.tell(done if is_new else replace(done, glass=()), asked)
        data = change.answer(done, found)
        trail.is_in_vain = is_in_vain(data)
        return orjson.dumps({"data": data})

    async def _answered_from_log(self, document: Document, question: Question, trail: Trail) -> bytes:
        told = await trail_told(document, question.variables, self._store, self._audit.folder)
        trail.people, trail.fields = told.people, FIELDS
        return orjson.dumps({"data": told.data})

    async def _answered_why(self, document: Document, question: Question, trail: Trail) -> bytes:
        assert trail.caller is not None
        assert trail.plan is not None
        told = await self._explainer.told(document, question.variables, trail.caller, trail.plan)
        trail.asked, trail.people, trail.fields = tuple(map(identifier, told.asked)), told.people, WHY_FIELDS
        trail.states = involved(told.people, told.hidden)
        trail.is_in_vain = is_in_vain(told.data or {})
        return orjson.dumps({"data": told.data})
