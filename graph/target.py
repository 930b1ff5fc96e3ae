"""The target: where a Neo4j listens. Apart from the store, so that naming one needs no driver."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Target:
    """Where a Neo4j listens, and as whom to ask it."""

    uri: str
    user: str
    password: str = field(repr=False)
    database: str = "neo4j"

    @property
    def address(self) -> str:
        """Scheme, host and port only, fit for messages and logs."""
        parts = urlsplit(self.uri)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
