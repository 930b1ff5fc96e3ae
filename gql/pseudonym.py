"""Pseudonyms: what a data scientist sees in place of an identifier.

AES-SIV (RFC 5297) under a key derived with HMAC-SHA-256 for one recipient, one purpose and one year, or of
an extract for one recipient, project and period, from a key that never lies in the graph. The same
identifier always has the same pseudonym for the same recipient, two recipients cannot join theirs, and a
pseudonym can be used in the next question because the service, and nobody else, can turn it back without
keeping a table of everybody.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV


@dataclass(frozen=True)
class Pseudonyms:
    """The pseudonyms of one recipient for one purpose and year, or for one project and period."""

    _cipher: AESSIV

    @classmethod
    def of(cls, secret: bytes, recipient: str, purpose: str, year: int) -> "Pseudonyms":
        """Derive the recipient's key; `secret` holds at least 32 bytes."""
        return cls(_cipher(secret, ("pseudonym", recipient, purpose, year)))

    @classmethod
    def of_extract(
        cls, secret: bytes, recipient: str, purpose: str, project: str, period: str
    ) -> "Pseudonyms":
        """Derive the key of whom a file is for, so that no other file can be joined with it."""
        return cls(_cipher(secret, ("extract", recipient, purpose, project, period)))

    def hide(self, identifier: str) -> str:
        """The pseudonym of an identifier."""
        return urlsafe_b64encode(self._cipher.encrypt(identifier.encode(), None)).rstrip(b"=").decode()

    def reveal(self, pseudonym: str) -> str | None:
        """The identifier behind a pseudonym; None for anything that is not this recipient's."""
        try:
            padded = pseudonym.encode("ascii") + b"=" * (-len(pseudonym) % 4)
            return self._cipher.decrypt(urlsafe_b64decode(padded), None).decode()
        except (ValueError, InvalidTag):
            return None


@lru_cache(maxsize=256)
def _cipher(secret: bytes, of: tuple[str | int, ...]) -> AESSIV:
    halves = (json.dumps([*of, half]).encode() for half in (1, 2))
    return AESSIV(b"".join(hmac.digest(secret, label, "sha256") for label in halves))
