"""Opaque ids: a prefix that tells the kind, and a keyed hash that tells nothing without the key."""

from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import blake2b

_ID_BYTES = 10


@dataclass(frozen=True)
class Minter:
    """Makes ids of one kind; the same parts under the same key always give the same id."""

    prefix: str
    key: bytes = field(default=b"", repr=False)

    def mint(self, *parts: str) -> str:
        """The id of these parts."""
        digest = blake2b("\x1f".join(parts).encode(), digest_size=_ID_BYTES, key=self.key)
        return self.prefix + digest.hexdigest()

    def mint_unused(self, part: str, taken: Collection[str]) -> str:
        """The first id of `part` that is not in `taken`."""
        attempt, candidate = 0, self.mint(part)
        while candidate in taken:
            attempt += 1
            candidate = self.mint(part, str(attempt))
        return candidate
