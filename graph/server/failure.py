"""Why a start failed, told from what the server printed before it ended."""

from pathlib import Path

from graph.errors import GraphError, NotEnoughRoomError, ServerError
from graph.server.process import console_log

_TAIL = 50_000


class PortTakenError(ServerError):
    """Another program took the port between the choice of it and its use."""


_CAUSES: tuple[tuple[str, type[GraphError], str], ...] = (
    ("Address already in use", PortTakenError, "Another program took its port. Run the same command again."),
    (
        "Lock file has been locked by another process",
        ServerError,
        "Another Neo4j uses the same folder. Stop that one, or choose another folder with KITH_HOME.",
    ),
    (
        "Could not reserve enough space",
        NotEnoughRoomError,
        "Java could not reserve its heap. Stop something, or give it a smaller heap.",
    ),
    (
        "insufficient memory for the Java Runtime",
        NotEnoughRoomError,
        "Java ran out of memory. Stop something, or give it a smaller heap.",
    ),
    ("OutOfMemoryError", NotEnoughRoomError, "Its heap was too small. Give it a larger one."),
    (
        "No space left on device",
        NotEnoughRoomError,
        "The disk is full. Free some, or choose another folder with KITH_HOME.",
    ),
    ("Permission denied", ServerError, "It may not write to its folder. Give it to the user who runs Kith."),
)


def start_failure(home: Path) -> GraphError:
    """The error to raise for a server that ended while it started."""
    log = console_log(home)
    printed = log.read_text("utf-8", errors="replace")[-_TAIL:]
    for sign, kind, advice in _CAUSES:
        if sign in printed:
            return kind(f"Neo4j stopped while starting. {advice} Its own words are in {log}.")
    return ServerError(f"Neo4j stopped while starting, for a reason that is at the end of {log}.")
