"""Premises: where, and by what, arrivals are judged."""

from dataclasses import dataclass, field
from pathlib import Path

from graph.store import Store


@dataclass(frozen=True)
class Premises:
    """Where, and by what, arrivals are judged.

    Attributes:
        store: the graph.
        folder: where a whole run keeps what it learned.
        key: what opaque ids are hashed with; the same for one database always.
    """

    store: Store
    folder: Path
    key: bytes = field(default=b"", repr=False)
