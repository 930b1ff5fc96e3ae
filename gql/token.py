"""Tokens: signed claims about who asks. Everything about the caller comes from here or is not believed.

The algorithms are fixed by the key, never by the token; `kid` is only a key into the set that was
read at the start; issuer and audience are compared as strings; a token that lives long is refused.
"""

import json
import time
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError

from gql.caller import Caller
from gql.claims import ClaimNames, text
from gql.errors import UnauthenticatedError
from gql.keys import DevelopmentKey, VerifyingKeys
from gql.roles import Purpose, Role

ISSUER = "kith"
AUDIENCE = "kith"
_LONGEST_TEXT = 8192
LONGEST_LIFE = 3600
LEEWAY = 5
_CACHED = 4096
_HEADERS = {"alg", "kid", "typ", "x5t", "x5t#S256"}


@dataclass(frozen=True)
class Claims:
    """What a token is to say; `team` and `worker` are None for somebody who is in no team, or no worker."""

    subject: str
    roles: frozenset[Role]
    purposes: frozenset[Purpose]
    team: str | None = None
    worker: str | None = None


def issue(key: DevelopmentKey, claims: Claims, *, minutes: float = 10.0, now: float | None = None) -> str:
    """A signed token (ES256), valid for some minutes, at most 60.

    Raises:
        ValueError: the life asked for is not between 0 and 60 minutes.
    """
    if not 0 < minutes * 60 <= LONGEST_LIFE:
        raise ValueError("a token lives for more than 0 and at most 60 minutes")
    at = int(time.time() if now is None else now)
    body: dict[str, Any] = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": claims.subject,
        "iat": at,
        "exp": at + int(minutes * 60),
        "roles": sorted(claims.roles),
        "purposes": sorted(claims.purposes),
    }
    named = {"team": claims.team, "worker": claims.worker}
    body |= {name: value for name, value in named.items() if value is not None}
    return jwt.encode({"alg": "ES256", "kid": key.id}, body, key.private, algorithms=["ES256"])


class Verifier:
    """Checks tokens against keys, issuer and audience, and remembers the valid ones until they expire."""

    def __init__(
        self,
        keys: VerifyingKeys,
        issuer: str = ISSUER,
        audience: str = AUDIENCE,
        names: ClaimNames = ClaimNames(),  # noqa: B008 - it cannot be changed
    ) -> None:
        self._keys = keys
        self._names = names
        self._issuer = issuer
        self._audience = audience
        self._known: OrderedDict[bytes, Caller] = OrderedDict()

    def verify(self, token: str, now: float | None = None) -> Caller:
        """Who the token speaks of.

        Raises:
            UnauthenticatedError: anything about it is not as it must be; which, is not told.
        """
        at = time.time() if now is None else now
        digest = sha256(token.encode("utf-8", "surrogatepass")).digest()
        caller = self._known.get(digest)
        if caller is None:
            caller = self._checked(token, at)
            self._remember(digest, caller)
        if at >= caller.expires:
            self._known.pop(digest, None)
            raise UnauthenticatedError
        return caller

    def renew(self, keys: VerifyingKeys) -> None:
        """Check with these keys from now on; what was verified with others is forgotten."""
        self._keys = keys
        self._known.clear()

    def _remember(self, digest: bytes, caller: Caller) -> None:
        self._known[digest] = caller
        if len(self._known) > _CACHED:
            self._known.popitem(last=False)

    def _checked(self, token: str, at: float) -> Caller:
        try:
            header = _header(token)
            key, algorithms = self._keys.by_id[header["kid"]]
            decoded = jwt.decode(token, key, algorithms=list(algorithms), decoder_cls=_EachKeyOnce)
            return self._caller(decoded.claims, at)
        except (JoseError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            raise UnauthenticatedError from None

    def _caller(self, claims: dict[str, Any], at: float) -> Caller:
        issued, expires = _seconds(claims["iat"]), _seconds(claims["exp"])
        starts = _seconds(claims.get("nbf", issued))
        audience = claims["aud"]
        named = audience if isinstance(audience, list) else [audience]
        is_valid = (
            claims["iss"] == self._issuer
            and self._audience in named
            and max(issued, starts) <= at + LEEWAY
            and expires - issued <= LONGEST_LIFE
        )
        if not is_valid:
            raise ValueError("not valid here and now")
        names = self._names
        return Caller(
            text(claims["sub"]),
            frozenset(map(Role, names.texts(claims, names.roles))),
            frozenset(map(Purpose, names.texts(claims, names.purposes))),
            names.text_or_none(claims, names.team),
            expires,
            names.text_or_none(claims, names.worker),
            issued,
        )


class _EachKeyOnce(json.JSONDecoder):
    """A JSON reader that refuses an object which names a key twice."""

    def __init__(self) -> None:
        super().__init__(object_pairs_hook=each_key_once)


def each_key_once(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """An object from its pairs.

    Raises:
        ValueError: a key is there twice.
    """
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError("a key is there twice")
        found[key] = value
    return found


def _header(token: str) -> dict[str, Any]:
    """The header, which may say which key, which algorithm and that it is a token, and nothing else.

    The digest of a certificate, which some providers add, is not looked at.
    """
    if len(token) > _LONGEST_TEXT or not token.isascii() or token.count(".") != 2:
        raise ValueError("not a token")
    part = token.partition(".")[0]
    try:
        written = urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode("utf-8")
        header = json.loads(written, cls=_EachKeyOnce)
    except Base64Error as error:
        raise ValueError("not a token") from error
    if not isinstance(header, dict) or not set(header) <= _HEADERS or not isinstance(header["kid"], str):
        raise ValueError("not a header of ours")
    return header


def _seconds(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError("not a time")
    return int(value)
