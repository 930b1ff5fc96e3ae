"""Tokens of a real identity provider: discovered, believed for what they say, renewed, and nothing else.

The provider is the npm package oidc-provider, certified by the OpenID Foundation, of a locked version.
"""

import asyncio
import http.server
import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from gql.discovery import key_set_of
from gql.errors import SettingsError, UnauthenticatedError
from gql.keys import VerifyingKeys, read_key_set
from gql.renewal import LONGEST, Renewal
from gql.roles import Purpose, Role
from gql.server import application
from gql.token import Verifier
from kith.settings import Settings
from tests.gql.conftest import Served
from tests.gql.node import installed
from tests.gql.signing_in import AUDIENCE, Provider, a_key, a_port, provider

FIRST, SECOND = a_key("first"), a_key("second", "RS256")
SIGNS_IDENTITY = a_key("identity", "RS256")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(Path(__file__).with_name("provider"), tmp_path_factory.mktemp("provider"))


@pytest.fixture(scope="module")
def running(package: Path) -> Iterator[Provider]:
    with provider(package, a_port(), FIRST, SIGNS_IDENTITY) as found:
        yield found


def verifier_of(running: Provider, audience: str = AUDIENCE) -> Verifier:
    return Verifier(read_key_set(key_set_of(running.issuer)), running.issuer, audience)


def refuses(verifier: Verifier, token: str) -> bool:
    try:
        verifier.verify(token)
    except UnauthenticatedError:
        return True
    return False


def test_a_programs_token(running: Provider) -> None:
    caller = verifier_of(running).verify(running.program())
    assert caller.subject == "robot"
    assert caller.roles == {Role.INTEGRATOR}
    assert caller.purposes == {Purpose.INTEGRATION}
    assert (caller.team, caller.worker) == (None, None)


def test_a_persons_token_and_not_what_says_who_they_are_to_the_page(running: Provider) -> None:
    given = running.person()
    caller = verifier_of(running).verify(given["access_token"])
    assert (caller.subject, caller.team, caller.worker) == ("amina", "North", "w-1")
    assert refuses(verifier_of(running), given["id_token"])
    assert refuses(verifier_of(running, audience="page"), given["id_token"])


def test_a_token_for_another_resource_or_of_another_issuer(running: Provider) -> None:
    assert refuses(verifier_of(running), running.program("urn:another"))
    elsewhere = Verifier(read_key_set(key_set_of(running.issuer)), f"{running.issuer}/", AUDIENCE)
    assert refuses(elsewhere, running.program())


def test_the_environment_says_all_that_is_needed(running: Provider, tmp_path: Path) -> None:
    given = {"KITH_ISSUER": running.issuer, "KITH_AUDIENCE": AUDIENCE, "KITH_NEO4J_URI": "bolt://127.0.0.1:1"}
    settings = Settings.from_environment(given, home=tmp_path).service()
    assert settings.key_source == f"{running.issuer}/jwks"
    assert not settings.is_development
    verifier = Verifier(settings.keys, settings.issuer, settings.audience, settings.claims)
    assert verifier.verify(running.program()).subject == "robot"


@pytest.mark.neo4j
def test_a_persons_token_is_answered_over_http(running: Provider, served: Served) -> None:
    settings = replace(
        served.beside("provider"),
        keys=read_key_set(key_set_of(running.issuer)),
        key_source=f"{running.issuer}/jwks",
        issuer=running.issuer,
        audience=AUDIENCE,
    )
    headers = {"Authorization": f"Bearer {running.person()['access_token']}", "Kith-Purpose": "direct_care"}
    question = {"query": '{ person(id: "p-amina") { givenName score { band } } }'}
    with TestClient(application(settings)) as client:
        answer = client.post("/graphql", json=question, headers=headers)
        assert answer.json() == {"data": {"person": {"givenName": "Amina", "score": {"band": "raised"}}}}
        foreign = served.asker(Role.CASEWORKER).headers()
        assert client.post("/graphql", json=question, headers=foreign).status_code == 401


def test_a_provider_that_changes_its_keys(package: Path) -> None:
    """New keys count once they are read, old ones until then; no token brings a reading about."""
    port = a_port()
    with provider(package, port, FIRST, SIGNS_IDENTITY) as before:
        verifier = Verifier(read_key_set(key_set_of(before.issuer)), before.issuer, AUDIENCE)
        source, old = key_set_of(before.issuer), before.program()
        assert not refuses(verifier, old)
    renewal = Renewal(source, verifier.renew)
    asyncio.run(renewal.read())
    assert not refuses(verifier, old), "the provider is away, and its keys are kept"
    with provider(package, port, SECOND) as after:
        new = after.program()
        assert all(refuses(verifier, new) for _ in range(100))
        asyncio.run(renewal.read())
        assert not refuses(verifier, new)
        assert refuses(verifier, old), "what was verified before is forgotten with its key"


def test_keys_that_cannot_be_read_for_a_day_are_believed_no_more(running: Provider) -> None:
    kept: list[VerifyingKeys] = []
    renewal = Renewal("http://127.0.0.1:1/jwks", kept.append)

    async def read() -> None:
        await renewal.read()
        assert kept == []
        await renewal.read(time.monotonic() + LONGEST + 1)

    asyncio.run(read())
    assert [each.by_id for each in kept] == [{}]


def test_a_signal_brings_a_reading_about(running: Provider) -> None:
    read = asyncio.Event()

    async def run() -> None:
        renewal = Renewal(f"{running.issuer}/jwks", lambda _: read.set(), seconds=3600)
        async with renewal.at_work():
            await asyncio.sleep(0)
            os.kill(os.getpid(), signal.SIGHUP)
            async with asyncio.timeout(60):
                await read.wait()

    asyncio.run(run())


@contextmanager
def serving(answers: dict[str, tuple[int, dict[str, str], bytes]]) -> Iterator[str]:
    """Something on loopback that answers as it is told; gives its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answers[self.path]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None: ...

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


DOCUMENTS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "of another issuer": (
        200,
        {},
        b'{"issuer": "https://else.example", "jwks_uri": "https://else.example/k"}',
    ),
    "no keys": (200, {}, b'{"issuer": "ISSUER"}'),
    "keys that are no address": (200, {}, b'{"issuer": "ISSUER", "jwks_uri": 7}'),
    "not JSON": (200, {}, b"<html>"),
    "a list": (200, {}, b"[]"),
    "led elsewhere": (302, {"Location": "/elsewhere"}, b""),
    "an error": (500, {}, b"{}"),
    "too large": (200, {}, b" " * (1 << 20) + b"{}"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_discovery_document_that_is_not_believed(name: str) -> None:
    path = "/.well-known/openid-configuration"
    answers = {path: DOCUMENTS[name], "/elsewhere": (200, {}, b'{"issuer": "ISSUER", "jwks_uri": "x"}')}
    with serving(answers) as address:
        status, headers, body = answers[path]
        answers[path] = (status, headers, body.replace(b"ISSUER", address.encode()))
        with pytest.raises(SettingsError):
            key_set_of(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://idp.example/keys",
        "ftp://127.0.0.1/keys",
        "file:///etc/passwd",
        "https://",
        "http://127.0.0.1.example/k",
    ],
)
def test_addresses_that_are_not_read(address: str) -> None:
    with pytest.raises(SettingsError, match="over https"):
        read_key_set(address)


def test_keys_for_encryption_are_left_out_and_a_set_without_others_is_none(tmp_path: Path) -> None:
    public = {name: value for name, value in a_key("e", "RS256").items() if name in {"kty", "n", "e", "kid"}}
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": [{**public, "use": "enc", "alg": "RSA-OAEP"}]}), "utf-8")
    with pytest.raises(SettingsError, match="no key"):
        read_key_set(str(path))
    path.write_text(
        json.dumps({"keys": [public | {"kid": "s"}, {**public, "use": "enc", "alg": "RSA-OAEP"}]})
    )
    assert set(read_key_set(str(path)).by_id) == {"s"}
