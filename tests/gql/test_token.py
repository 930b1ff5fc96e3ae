"""Attack 21: a token is believed only if everything about it is as it must be."""

import hmac
import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws, jwt
from joserfc.jwk import ECKey

from gql.errors import UnauthenticatedError
from gql.keys import DevelopmentKey
from gql.roles import Purpose, Role
from gql.token import Claims, Verifier, issue

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


def test_a_good_token_tells_who_asks(key: DevelopmentKey) -> None:
    verifier = Verifier(key.verifying())
    token = issue(key, CLAIMS)
    for _ in range(2):
        caller = verifier.verify(token)
        assert (caller.subject, caller.team) == ("worker-1", "North")
        assert (caller.roles, caller.purposes) == (CLAIMS.roles, CLAIMS.purposes)


def test_a_token_expires_though_it_was_verified_before(key: DevelopmentKey) -> None:
    verifier = Verifier(key.verifying())
    token = issue(key, CLAIMS, minutes=10, now=NOW)
    assert verifier.verify(token, NOW + 599)
    with pytest.raises(UnauthenticatedError):
        verifier.verify(token, NOW + 600)


@pytest.mark.parametrize("minutes", [0, -1, 61])
def test_a_token_lives_an_hour_at_most(key: DevelopmentKey, minutes: float) -> None:
    with pytest.raises(ValueError, match="60 minutes"):
        issue(key, CLAIMS, minutes=minutes)


BAD_CLAIMS: dict[str, dict[str, Any]] = {
    "expired": {"exp": NOW - 1},
    "lives too long": {"exp": NOW + 86_400},
    "not yet": {"nbf": NOW + 60},
    "issued in the future": {"iat": NOW + 60, "exp": NOW + 600},
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
    "team is a list": {"team": ["North", "South"]},
    "empty team": {"team": ""},
}


@pytest.mark.parametrize("name", BAD_CLAIMS)
def test_attack_21_claims(key: DevelopmentKey, name: str) -> None:
    with pytest.raises(UnauthenticatedError):
        Verifier(key.verifying()).verify(signed(key, body(**BAD_CLAIMS[name])), NOW)


def test_claims_that_are_good_in_the_same_way_pass(key: DevelopmentKey) -> None:
    for claims in (body(), body(aud=["other", "kith"]), body(nbf=NOW - 5), body(team=None)):
        assert Verifier(key.verifying()).verify(signed(key, claims), NOW).subject == "worker-1"


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


FORGERIES: dict[str, Forger] = {
    "unsigned": unsigned,
    "shared secret where a public key is known": by_public_key_as_secret,
    "another key under the same id": by_another_key,
    "another algorithm named": with_header(alg="RS256"),
    "unknown critical header": with_header(crit=["exp"], exp=1),
    "critical and unencoded": with_header(crit=["b64"], b64=False),
    "key inside the token": with_header(jwk={"kty": "EC"}),
    "key by address": with_header(jku="https://127.0.0.1/keys"),
    "certificate by address": with_header(x5u="https://127.0.0.1/cert"),
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
    "two parts": lambda key: ".".join(signed(key, body()).split(".")[:2]),
    "five parts": lambda key: signed(key, body()) + ".a.b",
    "not base64": lambda key: "?" + signed(key, body()),
    "header is a list": lambda key: ".".join([part([1]), *signed(key, body()).split(".")[1:]]),
    "deeply nested header": lambda key: part(b"[" * 5000) + ".e30.e30",
    "not ascii": lambda key: signed(key, body()) + "é",
    "empty": lambda key: "",
}


@pytest.mark.parametrize("name", FORGERIES)
def test_attack_21_forgeries(key: DevelopmentKey, name: str) -> None:
    with pytest.raises(UnauthenticatedError):
        Verifier(key.verifying()).verify(FORGERIES[name](key), NOW)


def test_the_remembered_tokens_are_bounded(key: DevelopmentKey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gql.token._CACHED", 2)
    verifier = Verifier(key.verifying())
    tokens = [signed(key, body(sub=f"worker-{number}")) for number in range(4)]
    assert [verifier.verify(token, NOW).subject for token in tokens * 2] == [
        f"worker-{n}" for n in range(4)
    ] * 2
    assert len(verifier._known) == 2


@given(text=st.text(max_size=200))
def test_any_text_is_refused_in_one_way(text: str) -> None:
    with pytest.raises(UnauthenticatedError):
        _EMPTY.verify(text, NOW)


@given(position=st.integers(min_value=0), change=st.integers(min_value=1, max_value=255))
def test_a_changed_byte_is_found(position: int, change: int) -> None:
    pieces = [bytearray(urlsafe_b64decode(each + "==")) for each in _TOKEN.split(".")]
    piece = pieces[position % 3]
    piece[position // 3 % len(piece)] ^= change
    with pytest.raises(UnauthenticatedError):
        Verifier(_KEY.verifying()).verify(".".join(part(bytes(each)) for each in pieces), NOW)


def _made() -> DevelopmentKey:
    private = ECKey.generate_key("P-256", {"kid": "k"})
    return DevelopmentKey("k", private)


_KEY = _made()
_TOKEN = signed(_KEY, body())
_EMPTY = Verifier(_KEY.verifying())
