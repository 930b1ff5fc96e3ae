"""Cursors: where a page ends, sealed so that a cursor tells nothing and serves nobody else.

AES-SIV (RFC 5297) under a key derived with HMAC-SHA-256 for one caller and purpose, from the secret that
pseudonyms are derived from, under a label of its own. What is sealed is bound to the policy, the roles, the
field, the filter and the order; a cursor of anything else does not open. It is filled up, so that its length
tells nothing.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from gql.errors import InvalidVariablesError

MIXED_BELOW = 2**31 - 1
_FILLED_TO = 128
_LONGEST = 4096


@dataclass(frozen=True)
class Cursors:
    """The cursors of one caller, for one purpose and under one policy.

    Attributes:
        mixing: a multiplier and an alphabet of the caller's own, by which identifiers that they know by
            pseudonyms are put in an order that is no other caller's: a polynomial hash, below MIXED_BELOW.
        under: stands for the policy and the roles.
    """

    _cipher: AESSIV = field(repr=False)
    mixing: tuple[int, str]
    under: bytes = b""

    @classmethod
    def of(cls, secret: bytes, subject: str, purpose: str, under: Sequence[str]) -> "Cursors":
        """Derive the caller's key; `secret` holds at least 32 bytes."""
        return cls(*_keyed(secret, subject, purpose), orjson.dumps(list(under)))

    def seal(self, bound: bytes, values: Sequence[Any]) -> str:
        """The cursor of the row with these values, bound to what is asked."""
        plain = orjson.dumps(list(values))
        filled = plain + b" " * (-len(plain) % _FILLED_TO)
        sealed = self._cipher.encrypt(filled, [self.under, bound])
        return urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, bound: bytes, cursor: str) -> list[Any]:
        """The values of the row that a cursor is of.

        Raises:
            InvalidVariablesError: it is not a cursor of this caller, for this purpose and question.
        """
        try:
            if len(cursor) > _LONGEST:
                raise InvalidVariablesError
            padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
            sealed = urlsafe_b64decode(padded)
            if urlsafe_b64encode(sealed).rstrip(b"=") != cursor.encode("ascii"):
                raise InvalidVariablesError
            values: list[Any] = orjson.loads(self._cipher.decrypt(sealed, [self.under, bound]))
        except (ValueError, InvalidTag):
            raise InvalidVariablesError from None
        return values


def bound_to(what: str, asked: Sequence[Any]) -> bytes:
    """What a cursor is bound to: a field, and the arguments that decide which rows follow in which order."""
    return sha256(orjson.dumps([what, *asked], option=orjson.OPT_SORT_KEYS)).digest()


@lru_cache(maxsize=256)
def _keyed(secret: bytes, subject: str, purpose: str) -> tuple[AESSIV, tuple[int, str]]:
    labels = (json.dumps(["cursor", subject, purpose, part]).encode() for part in range(1, 4))
    first, second, third = (hmac.digest(secret, label, "sha256") for label in labels)
    letters = [chr(code) for code in range(0x20, 0x7F)]
    letters.sort(key=lambda each: hmac.digest(third, each.encode(), "sha256"))
    return AESSIV(first + second), (2 + int.from_bytes(third) % (MIXED_BELOW - 2), "".join(letters))
