"""Tokens as no honest issuer makes them: wrong claims, forged headers, and what else is tried."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

from joserfc import jws, jwt
from joserfc.jwk import ECKey

from gql.keys import DevelopmentKey
from gql.roles import Purpose, Role
from gql.token import Claims

CLAIMS = Claims("worker-1", frozenset({Role.CASEWORKER}), frozenset({Purpose.DIRECT_CARE}), "North")
NOW = int(time.time())


def body(**changes: Any) -> dict[str, Any]:
    """Good claims with changes; a change to None takes the claim out."""
    good = {
        "iss": "kith",
        "aud": "kith",
        "sub": "worker-1",
        "iat": NOW,
        "exp": NOW + 600,
        "roles": ["caseworker"],
        "purposes": ["direct_care"],
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def signed(key: DevelopmentKey, claims: dict[str, Any], **header: Any) -> str:
    return jwt.encode({"alg": "ES256", "kid": key.id, **header}, claims, key.private, algorithms=["ES256"])


def part(value: Any) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(text).rstrip(b"=").decode()


BAD_CLAIMS: dict[str, dict[str, Any]] = {
    "expired": {"exp": NOW - 1},
    "lives too long": {"exp": NOW + 86_400},
    "not yet": {"nbf": NOW + 3000, "exp": NOW + 3600},
    "issued in the future": {"iat": NOW + 3000, "exp": NOW + 3600},
    "no expiry": {"exp": None},
    "no time of issue": {"iat": None},
    "expiry is text": {"exp": str(NOW + 600)},
    "expiry is true": {"exp": True},
    "no audience": {"aud": None},
    "other audience": {"aud": "other"},
    "other audiences": {"aud": ["other", "another"]},
    "audience within a text": {"aud": "kith and kin"},
    "no issuer": {"iss": None},
    "other issuer": {"iss": "kith "},
    "list of issuers": {"iss": ["kith"]},
    "no subject": {"sub": None},
    "empty subject": {"sub": ""},
    "subject is a number": {"sub": 7},
    "no roles": {"roles": None},
    "empty roles": {"roles": []},
    "unknown role": {"roles": ["caseworker", "king"]},
    "roles as text": {"roles": "caseworker"},
    "no purposes": {"purposes": None},
    "unknown purpose": {"purposes": ["curiosity"]},
    "expiry without an end": {"exp": float("inf")},
    "expiry is no number": {"exp": float("nan")},
    "start at no time": {"nbf": float("inf")},
    "team is a list": {"team": ["North", "South"]},
    "empty team": {"team": ""},
}


Forger = Callable[[DevelopmentKey], str]


def unsigned(key: DevelopmentKey) -> str:
    return f"{part({'alg': 'none', 'kid': key.id})}.{part(body())}."


def by_public_key_as_secret(key: DevelopmentKey) -> str:
    public = key.verifying().by_id[key.id][0]
    assert isinstance(public, ECKey)
    text = f"{part({'alg': 'HS256', 'kid': key.id})}.{part(body())}"
    return f"{text}.{part(hmac.digest(public.as_pem(private=False), text.encode(), 'sha256'))}"


def by_another_key(key: DevelopmentKey) -> str:
    other = ECKey.generate_key("P-256", {"kid": key.id})
    return jwt.encode({"alg": "ES256", "kid": key.id}, body(), other, algorithms=["ES256"])


def with_header(**header: Any) -> Forger:
    """Good claims under another header, signed over both as they are."""

    def forge(key: DevelopmentKey) -> str:
        text = f"{part({'alg': 'ES256', 'kid': key.id, **header})}.{part(body())}"
        signer = jws.JWSRegistry.algorithms["ES256"]
        return f"{text}.{part(signer.sign(text.encode(), key.private))}"

    return forge


def without_key_id(key: DevelopmentKey) -> str:
    return jwt.encode({"alg": "ES256"}, body(), key.private, algorithms=["ES256"])


def changed_after_signing(key: DevelopmentKey) -> str:
    head, _, signature = signed(key, body()).split(".")
    return f"{head}.{part(body(roles=['safeguarding_lead']))}.{signature}"


def claim_named_twice(key: DevelopmentKey) -> str:
    text = json.dumps(body())[:-1] + ', "sub": "somebody-else"}'
    return jws.serialize_compact(
        {"alg": "ES256", "kid": key.id}, text.encode(), key.private, algorithms=["ES256"]
    )


def oversized(key: DevelopmentKey) -> str:
    return signed(key, body(padding="x" * 9000))


def signature_of_nothing(key: DevelopmentKey) -> str:
    return signed(key, body()).rpartition(".")[0] + "."


def with_header_text(text: str, encoding: str = "utf-8") -> Forger:
    """Good claims under a header given as text, in which {kid} is the key's id, signed."""

    def forge(key: DevelopmentKey) -> str:
        signed_text = f"{part(text.replace('{kid}', key.id).encode(encoding))}.{part(body())}"
        signer = jws.JWSRegistry.algorithms["ES256"]
        return f"{signed_text}.{part(signer.sign(signed_text.encode(), key.private))}"

    return forge


def signature_of_zeros(key: DevelopmentKey) -> str:
    return f"{signed(key, body()).rpartition('.')[0]}.{part(bytes(64))}"


FORGERIES: dict[str, Forger] = {
    "unsigned": unsigned,
    "shared secret where a public key is known": by_public_key_as_secret,
    "another key under the same id": by_another_key,
    "another algorithm named": with_header(alg="RS256"),
    "an algorithm of another length named": with_header(alg="ES512"),
    "no algorithm in other capitals": with_header(alg="nOnE"),
    "algorithm in other capitals": with_header(alg="es256"),
    "algorithm is a list": with_header(alg=["ES256"]),
    "algorithm named twice": with_header_text('{"alg": "none", "alg": "ES256", "kid": "{kid}"}'),
    "key id named twice": with_header_text('{"alg": "ES256", "kid": "{kid}", "kid": "other"}'),
    "header in UTF-16": with_header_text('{"alg": "ES256", "kid": "{kid}"}', "utf-16"),
    "header after a byte order mark": with_header_text('\ufeff{"alg": "ES256", "kid": "{kid}"}'),
    "unknown critical header": with_header(crit=["exp"], exp=1),
    "critical and unencoded": with_header(crit=["b64"], b64=False),
    "key inside the token": with_header(jwk={"kty": "EC"}),
    "key by address": with_header(jku="https://127.0.0.1/keys"),
    "certificate by address": with_header(x5u="https://127.0.0.1/cert"),
    "certificate inside the token": with_header(x5c=["MIIB"]),
    "key id is a file": with_header(kid="/etc/passwd"),
    "key id is an address of a file": with_header(kid="file:///etc/passwd"),
    "key id with a null": with_header(kid="a\0b"),
    "key id is very long": with_header(kid="k" * 5000),
    "key id is null": with_header(kid=None),
    "key id is a path": with_header(kid="../../token.key.json"),
    "key id is a query": with_header(kid="' OR 1=1 --"),
    "key id is an address": with_header(kid="https://127.0.0.1/keys"),
    "key id is a list": with_header(kid=["a"]),
    "compressed": with_header(zip="DEF"),
    "no key id": without_key_id,
    "changed after signing": changed_after_signing,
    "a claim named twice": claim_named_twice,
    "oversized": oversized,
    "no signature": signature_of_nothing,
    "signature of zeros": signature_of_zeros,
    "two parts": lambda key: ".".join(signed(key, body()).split(".")[:2]),
    "five parts": lambda key: signed(key, body()) + ".a.b",
    "not base64": lambda key: "?" + signed(key, body()),
    "header is a list": lambda key: ".".join([part([1]), *signed(key, body()).split(".")[1:]]),
    "deeply nested header": lambda key: part(b"[" * 5000) + ".e30.e30",
    "not ascii": lambda key: signed(key, body()) + "é",
    "empty": lambda key: "",
}
