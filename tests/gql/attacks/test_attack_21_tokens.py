"""Attack 21: tokens that no honest issuer made, and tokens that are honest no more.

Each is refused, all in one way, and nothing in a token makes the service open a file or a connection.
"""

import hmac
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from gql.errors import UnauthenticatedError
from gql.keys import DevelopmentKey, VerifyingKeys
from gql.token import Verifier
from tests.gql.conftest import Served
from tests.gql.forging import BAD_CLAIMS, FORGERIES, NOW, body, part, signed

_REACHING = ("open", "socket.", "urllib.", "http.", "ftplib.", "os.listdir", "os.scandir", "subprocess.")
_heard: list[str] | None = None


def _hear(event: str, _: tuple[Any, ...]) -> None:
    if _heard is not None and event.startswith(_REACHING):
        _heard.append(event)


sys.addaudithook(_hear)


@contextmanager
def reaching_nothing() -> Iterator[None]:
    """Fails where Python opens a file or a connection, or looks for a name, before the block ends."""
    global _heard  # noqa: PLW0603 - a hook of the interpreter cannot be taken off again
    heard = _heard = []
    try:
        yield
    finally:
        _heard = None
    assert heard == []


def test_the_hook_hears_what_is_opened(key: DevelopmentKey) -> None:
    with pytest.raises(AssertionError), reaching_nothing(), Path(__file__).open():
        pass


@pytest.mark.parametrize("name", BAD_CLAIMS)
def test_claims_that_are_not_as_they_must_be(key: DevelopmentKey, name: str) -> None:
    token, verifier = signed(key, body(**BAD_CLAIMS[name])), Verifier(key.verifying())
    with reaching_nothing(), pytest.raises(UnauthenticatedError):
        verifier.verify(token, NOW)


@pytest.mark.parametrize("name", FORGERIES)
def test_forgeries(key: DevelopmentKey, name: str) -> None:
    token, verifier = FORGERIES[name](key), Verifier(key.verifying())
    with reaching_nothing(), pytest.raises(UnauthenticatedError):
        verifier.verify(token, NOW)


RSA = RSAKey.generate_key(2048, {"kid": "r"})
ANOTHER_RSA = RSAKey.generate_key(2048, {"kid": "r"})
EC = ECKey.generate_key("P-256", {"kid": "e"})
BOTH = VerifyingKeys(
    {
        "r": (RSAKey.import_key(RSA.as_dict(private=False)), ("RS256",)),
        "e": (ECKey.import_key(EC.as_dict(private=False)), ("ES256",)),
    }
)


def by_public_key(algorithm: str, encoding: Encoding, form: PublicFormat) -> str:
    """Signed with the public key, in one of its written forms, as if it were a shared secret."""
    public = RSA.public_key.public_bytes(encoding, form)
    text = f"{part({'alg': algorithm, 'kid': 'r'})}.{part(body())}"
    digest = f"sha{algorithm.removeprefix('HS')}"
    return f"{text}.{part(hmac.digest(public, text.encode(), digest))}"


def _written(encoding: Encoding, form: PublicFormat) -> str:
    return f"{str(encoding).rpartition('.')[2]} of {str(form).rpartition('.')[2]}"


def by_key(algorithm: str, signer: RSAKey | ECKey, kid: str) -> str:
    return jwt.encode({"alg": algorithm, "kid": kid}, body(), signer, algorithms=[algorithm])


CONFUSIONS: dict[str, Callable[[], str]] = {
    **{
        f"{algorithm} under the public key as {_written(encoding, form)}": partial(
            by_public_key, algorithm, encoding, form
        )
        for algorithm in ("HS256", "HS384", "HS512")
        for encoding in (Encoding.PEM, Encoding.DER)
        for form in (PublicFormat.SubjectPublicKeyInfo, PublicFormat.PKCS1)
    },
    "another padding than the key's": lambda: by_key("PS256", RSA, "r"),
    "another hash than the key's": lambda: by_key("RS512", RSA, "r"),
    "the elliptic key under the other's name": lambda: by_key("ES256", EC, "r"),
    "the RSA key under the other's name": lambda: by_key("RS256", RSA, "e"),
    "a foreign RSA key": lambda: by_key("RS256", ANOTHER_RSA, "r"),
}


@pytest.mark.parametrize("name", CONFUSIONS)
def test_keys_and_algorithms_confused(name: str) -> None:
    token, verifier = CONFUSIONS[name](), Verifier(BOTH)
    with reaching_nothing(), pytest.raises(UnauthenticatedError):
        verifier.verify(token, NOW)


def test_each_key_verifies_what_it_signed_by_its_own_algorithm() -> None:
    verifier = Verifier(BOTH)
    for token in (by_key("RS256", RSA, "r"), by_key("ES256", EC, "e")):
        assert verifier.verify(token, NOW).subject == "worker-1"


def answered(served: Served, token: str) -> tuple[int, bytes, list[tuple[str, str]]]:
    """The whole of an answer: its status, its body and its headers."""
    headers = {b"Authorization": b"Bearer " + token.encode(), b"Kith-Purpose": b"direct_care"}
    answer = served.client.post("/graphql", json={"query": "{ __typename }"}, headers=headers)
    return answer.status_code, answer.content, sorted(answer.headers.items())


@pytest.mark.neo4j
def test_all_refusals_are_one_answer(served: Served) -> None:
    absent = served.client.post("/graphql", json={"query": "{ __typename }"})
    one = (absent.status_code, absent.content, sorted(absent.headers.items()))
    assert one[0] == 401
    for name, claims in BAD_CLAIMS.items():
        assert answered(served, signed(served.key, body(**claims))) == one, name
    for name, forge in FORGERIES.items():
        assert answered(served, forge(served.key)) == one, name
