"""Every refusal of the GraphQL service: one tree, one shape, never a value that tells about a person.

A message says what happened, a suggestion what to do next; both are constants, so that nothing a
caller sent and nothing the graph holds can come back in them.
"""

from typing import Any, ClassVar


class AccessError(Exception):
    """Base of every refusal.

    Attributes:
        status: the HTTP status it is answered with.
        code: the stable name that clients may rely on.
        message: what happened.
        suggestion: what to do next.
        retry_after: after how many seconds the same may be asked again, where that is known.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "INTERNAL"
    message: ClassVar[str] = "The question could not be answered."
    suggestion: ClassVar[str] = "Try again; if it happens again, tell whoever runs the service."
    retry_after: int | None = None

    def __init__(self) -> None:
        super().__init__(self.message)

    def as_answer(self) -> dict[str, Any]:
        """The body of the answer, in the shape of GraphQL over HTTP."""
        extensions = {"code": self.code, "suggestion": self.suggestion}
        return {"errors": [{"message": self.message, "extensions": extensions}]}


class UnauthenticatedError(AccessError):
    """No token, or one that is not valid now; which of the two is not told."""

    status = 401
    code = "UNAUTHENTICATED"
    message = "The request carries no valid token."
    suggestion = "Ask for a new token and send it as 'Authorization: Bearer …'."


class RevocationsUnreadableError(AccessError):
    """It cannot be told which tokens were revoked, so that none is believed."""

    status = 503
    code = "REVOCATIONS_UNREADABLE"
    message = "The service cannot tell which tokens were revoked, and believes none."
    suggestion = "Tell whoever runs the service: the file of revoked tokens cannot be read."


class PurposeError(AccessError):
    """The purpose is not stated, not among those of the token, or no live pack serves it for the role."""

    status = 403
    code = "PURPOSE_REFUSED"
    message = "This token may not be used for the purpose stated, or no purpose is stated."
    suggestion = "Send the header Kith-Purpose with a purpose that the token and a live policy pack allow."


class NotSearchableError(AccessError):
    """A search names a field that the caller may not read, or only more coarsely."""

    status = 403
    code = "NOT_SEARCHABLE"
    message = "The search uses a field that may not be searched for this purpose."
    suggestion = "Search by the fields that the schema of your role lists."


class EmptySearchError(AccessError):
    """A search without any part long enough to search by."""

    status = 400
    code = "SEARCH_TOO_WIDE"
    message = "The search names nothing to search by, or a part too short to search by."
    suggestion = "Give at least two letters of a name, a date or year of birth, or a postcode."


class MalformedRequestError(AccessError):
    """The request is not one JSON object with a query."""

    status = 400
    code = "MALFORMED_REQUEST"
    message = "The request is not one JSON object with a query."
    suggestion = "Send {'query': …, 'variables': …, 'operationName': …} as JSON, each key once."


class MediaTypeError(AccessError):
    """The body is declared as something other than JSON."""

    status = 415
    code = "NOT_JSON"
    message = "The body is not declared as JSON."
    suggestion = "Send the header 'Content-Type: application/json'."


class BodyTooLargeError(AccessError):
    """The body is larger than the limit."""

    status = 413
    code = "BODY_TOO_LARGE"
    message = "The body is larger than this service reads."
    suggestion = "Ask for less in one question."


class NotFoundError(AccessError):
    """Nothing is served at this address."""

    status = 404
    code = "NOT_FOUND"
    message = "Nothing is served at this address."
    suggestion = "Questions are posted to /graphql."


class MethodError(AccessError):
    """The method is not one that the address is asked with."""

    status = 405
    code = "METHOD_NOT_ALLOWED"
    message = "The address is not asked with this method."
    suggestion = "Send questions with POST."


class NotAcceptableError(AccessError):
    """The caller accepts neither of the two types that answers are given in."""

    status = 406
    code = "NOT_ACCEPTABLE"
    message = "The request accepts no type that this service answers in."
    suggestion = "Send the header 'Accept: application/graphql-response+json'."


class BodyTooSlowError(AccessError):
    """The body did not arrive in time."""

    status = 408
    code = "BODY_TOO_SLOW"
    message = "The body did not arrive in the time that this service waits."
    suggestion = "Send the body at once."


class WrongHostError(AccessError):
    """The request is for a host name that this service does not answer to."""

    status = 421
    code = "WRONG_HOST"
    message = "The request is for a host that this service does not answer for."
    suggestion = "Use an address that whoever runs the service names in KITH_HOSTS."


class OriginError(AccessError):
    """The request comes from the page of another origin."""

    status = 403
    code = "ORIGIN_REFUSED"
    message = "The request comes from a web page that may not ask here."
    suggestion = "Whoever runs the service names the pages that may ask in KITH_ORIGINS."


class BusyError(AccessError):
    """As many requests as the service answers at once are under way."""

    status = 503
    code = "BUSY"
    message = "The service answers as many requests as it can."
    suggestion = "Try again in a second."


class TooManySubscriptionsError(AccessError):
    """A connection, a caller or the service has as many subscriptions as it may have."""

    status = 429
    code = "TOO_MANY_SUBSCRIPTIONS"
    message = "There are as many subscriptions as there may be, of this connection or altogether."
    suggestion = "Complete one of them, or follow several ids with one."


class InvalidDocumentError(AccessError):
    """The document does not parse, or the schema has no such field, argument or type."""

    status = 400
    code = "INVALID_DOCUMENT"
    message = "The document is not a valid question of this schema."
    suggestion = "Compare it with the schema, which a question for __schema returns."


class SchemaNotListedError(AccessError):
    """The whole schema is asked for, of a service that answers questions for single types only."""

    status = 403
    code = "SCHEMA_NOT_LISTED"
    message = "This service does not answer questions for its whole schema."
    suggestion = "Ask for one type with __type, or use a service started with KITH_LIST_SCHEMA=yes."


class InvalidVariablesError(AccessError):
    """The variables do not fit their declarations."""

    status = 400
    code = "INVALID_VARIABLES"
    message = "The variables do not fit the types that the document declares."
    suggestion = "Compare each variable with its declared type; 'first' lies between 1 and 100."


class TooCostlyError(AccessError):
    """The document is too deep, too wide or too costly."""

    status = 400
    code = "TOO_COSTLY"
    message = "The question costs more than this service spends on one."
    suggestion = "Ask for fewer levels, fewer aliases or a smaller 'first'."


class TimeBudgetError(AccessError):
    """The database did not answer inside the time budget."""

    status = 503
    code = "TIME_BUDGET_SPENT"
    message = "The question took longer than this service spends on one."
    suggestion = "Narrow the search or ask for fewer levels."


class UnavailableError(AccessError):
    """The database does not answer."""

    status = 503
    code = "DATABASE_UNAVAILABLE"
    message = "The database does not answer."
    suggestion = "Try again in a minute; 'kith status' tells whether it runs."


class AuditUnavailableError(AccessError):
    """The audit entry could not be written, so nothing is released."""

    status = 503
    code = "AUDIT_UNAVAILABLE"
    message = "The answer could not be recorded in the audit log, and is therefore withheld."
    suggestion = "Tell whoever runs the service: the audit log's disk is full or not writable."


class BudgetSpentError(AccessError):
    """The caller asked as much as a minute or a day allows."""

    status = 429
    code = "BUDGET_SPENT"
    message = "As much was asked for this purpose as the service answers for a while."
    suggestion = "Wait as long as the header Retry-After says, or ask for less."

    def __init__(self, retry_after: int = 60) -> None:
        super().__init__()
        self.retry_after = retry_after


class UnknownDocumentError(AccessError):
    """The document that is asked for by its id is none that was agreed on."""

    status = 400
    code = "UNKNOWN_DOCUMENT"
    message = "There is no document of this id."
    suggestion = "Compare the id with the hash of the document, or have it added to those agreed on."


class TrustedOnlyError(AccessError):
    """The caller may put only the questions that were agreed on, and this is none of them."""

    status = 403
    code = "TRUSTED_ONLY"
    message = "This role may put only the questions that were agreed on."
    suggestion = "Send the documentId of a question that was agreed on, or ask for this one to be added."


class SettingsError(Exception):
    """A setting, a key or a policy pack is wrong: the service does not start.

    The message names the file and the rule; it is for the operator, never for a caller.
    """

    exit_code = 1
