"""How a WebSocket ends: codes of graphql-transport-ws, and those of its range that are our own."""

from enum import IntEnum


class Close(IntEnum):
    """Why the service closes a WebSocket."""

    MALFORMED = 4400
    UNAUTHENTICATED = 4401
    FORBIDDEN = 4403
    PROTOCOL = 4406
    LATE = 4408
    TWICE = 4409
    SLOW = 4410
    REPEATED = 4429
    FLOOD = 4430
    FAILED = 4500


REASONS = {
    Close.MALFORMED: "The message is not one of graphql-transport-ws.",
    Close.UNAUTHENTICATED: "There is no valid token, or it is valid no longer.",
    Close.FORBIDDEN: "The purpose is not stated, not allowed, or allowed no longer.",
    Close.PROTOCOL: "Only graphql-transport-ws is spoken.",
    Close.LATE: "The connection was not initialised in time.",
    Close.TWICE: "A subscription of this id is under way.",
    Close.SLOW: "Events came faster than they were taken.",
    Close.REPEATED: "The connection is initialised already.",
    Close.FLOOD: "More came, or more was refused, than of anybody honest.",
    Close.FAILED: "The connection failed.",
}


class ClosedError(Exception):
    """The connection is to be closed.

    Attributes:
        code: why.
    """

    def __init__(self, code: Close) -> None:
        super().__init__(REASONS[code])
        self.code = code


def code_of(refusal: str) -> Close | None:
    """The code that a refusal closes the whole connection with, if it does."""
    return {"UNAUTHENTICATED": Close.UNAUTHENTICATED, "PURPOSE_REFUSED": Close.FORBIDDEN}.get(refusal)
