"""A real OpenID provider on loopback, and how a program and a person get tokens from it."""

import base64
import hashlib
import json
import re
import secrets
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from joserfc.jwk import ECKey, KeyParameters, RSAKey

from tests.gql.node import NODE

AUDIENCE = "https://kith.example/graphql"
ACCOUNTS = {
    "robot": {"roles": ["integrator"], "purposes": ["integration"]},
    "amina": {"roles": ["caseworker"], "purposes": ["direct_care"], "team": "North", "worker": "w-1"},
}
_SECRET = "a secret of the tests alone"
_SIGNED_IN = "http://127.0.0.1/signed-in"
_SCOPES = {"scope": "openid ask", "resource": "urn:kith"}


def a_key(kid: str, algorithm: str = "ES256") -> dict[str, Any]:
    """A new private key for signatures."""
    marks: KeyParameters = {"kid": kid, "use": "sig", "alg": algorithm}
    if algorithm == "ES256":
        return dict(ECKey.generate_key("P-256", marks).as_dict(private=True))
    return dict(RSAKey.generate_key(2048, marks).as_dict(private=True))


def a_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


@dataclass(frozen=True)
class Provider:
    """A provider that runs."""

    issuer: str

    def program(self, resource: str = "urn:kith") -> str:
        """An access token of a program, by client credentials."""
        asked = {"grant_type": "client_credentials", "scope": "ask", "resource": resource}
        return str(self._token(asked, ("robot", _SECRET))["access_token"])

    def person(self, login: str = "amina") -> dict[str, Any]:
        """What a person is given who signs in to a page: by authorization code, with PKCE."""
        verifier = secrets.token_urlsafe(48)
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        asked = {
            "grant_type": "authorization_code",
            "client_id": "page",
            "code": self._code(login, challenge),
            "redirect_uri": _SIGNED_IN,
            "code_verifier": verifier,
        }
        return self._token(asked, None)

    def _token(self, asked: dict[str, str], auth: tuple[str, str] | None) -> dict[str, Any]:
        answer = httpx2.post(f"{self.issuer}/token", data=asked, auth=auth)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def _code(self, login: str, challenge: str) -> str:
        """Follow the provider's pages, signing in and consenting, until it gives a code."""
        asked = {
            "client_id": "page",
            "redirect_uri": _SIGNED_IN,
            "response_type": "code",
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **_SCOPES,
        }
        with httpx2.Client(base_url=self.issuer) as browser:
            answer = browser.get("/auth", params=asked)
            for _ in range(8):
                location = answer.headers.get("location", "")
                if location.startswith(_SIGNED_IN):
                    break
                answer = browser.get(location) if location else _filled_in(browser, answer.text, login)
        found = re.search("[?&]code=([^&]+)", location)
        assert found is not None
        return found[1]


def _filled_in(browser: httpx2.Client, page: str, login: str) -> httpx2.Response:
    """What the form of a page is answered, filled in."""
    action, prompt = re.search('action="([^"]+)"', page), re.search('name="prompt" value="([^"]+)"', page)
    assert action is not None
    assert prompt is not None
    return browser.post(action[1], data={"prompt": prompt[1], "login": login, "password": "any"})


@contextmanager
def provider(folder: Path, port: int, *keys: dict[str, Any]) -> Iterator[Provider]:
    """A provider that signs with the first of its keys, until the block ends."""
    told = {"port": port, "keys": keys, "audience": AUDIENCE, "accounts": ACCOUNTS}
    command = [str(NODE), "provider.mjs"]
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(told).encode())
        process.stdin.close()
        try:
            assert process.stdout.readline() == b"listening\n"
            yield Provider(f"http://127.0.0.1:{port}")
        finally:
            process.terminate()
