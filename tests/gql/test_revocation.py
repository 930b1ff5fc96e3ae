"""A revoked token is refused at once, by every service, and nobody is let in where it cannot be told."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from gql.caller import Caller
from gql.errors import RevocationsUnreadableError, SettingsError, UnauthenticatedError
from gql.keys import DevelopmentKey
from gql.revocation import FILE, Epochs, Revocations, read_epochs, revoke
from gql.roles import Purpose, Role
from gql.server import application
from gql.token import Claims, Verifier, issue
from tests.gql.conftest import Served
from tests.gql.world import PURPOSES

NOW = 1_800_000_000
CALLER = Caller("w-1", frozenset(), frozenset(), None, NOW + 600, issued=NOW)


def looked(path: Path) -> Revocations:
    found = Revocations(path)
    found.look()
    return found


def test_what_was_issued_before_is_refused_and_what_is_issued_after_is_not(tmp_path: Path) -> None:
    path = tmp_path / FILE
    since = revoke(path, "w-1", NOW)
    revocations = looked(path)
    for issued in (NOW - 100, NOW, since - 1):
        with pytest.raises(UnauthenticatedError):
            revocations.check(replace(CALLER, issued=issued))
    revocations.check(replace(CALLER, issued=since))
    revocations.check(replace(CALLER, subject="w-2"))


def test_everybodys(tmp_path: Path) -> None:
    path = tmp_path / FILE
    revoke(path, "w-2", NOW - 50)
    revoke(path, None, NOW)
    with pytest.raises(UnauthenticatedError):
        looked(path).check(CALLER)
    assert "w-2" in read_epochs(path).subjects


def test_a_token_dated_ahead_does_not_outlive_its_revocation(tmp_path: Path) -> None:
    """The clock of whoever issues may be ahead by as much as a token may be dated in the future."""
    key = DevelopmentKey.in_home(tmp_path)
    claims = Claims("w-1", frozenset({Role.AUDITOR}), frozenset({Purpose.AUDIT}))
    caller = Verifier(key.verifying()).verify(issue(key, claims, now=NOW + 5), NOW)
    revoke(tmp_path / FILE, "w-1", NOW)
    with pytest.raises(UnauthenticatedError):
        looked(tmp_path / FILE).check(caller)


def test_revocations_that_outlive_every_token_are_let_go(tmp_path: Path) -> None:
    path = tmp_path / FILE
    for number in range(50):
        revoke(path, f"w-{number}", NOW + number * 600)
    assert len(read_epochs(path).subjects) <= 13


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"everybody": "now", "subjects": {}}',
        '{"everybody": 0, "subjects": {"a": null}}',
        "{",
    ],
)
def test_a_file_that_cannot_be_read_lets_nobody_in(tmp_path: Path, text: str) -> None:
    path = tmp_path / FILE
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError):
        read_epochs(path)
    with pytest.raises(RevocationsUnreadableError):
        looked(path).check(CALLER)
    with pytest.raises(SettingsError):
        revoke(path, "w-1", NOW)


def test_a_file_that_is_gone_lets_nobody_in_until_it_is_back(tmp_path: Path) -> None:
    path = tmp_path / FILE
    revoke(path, "w-2", NOW)
    revocations, kept = looked(path), path.read_bytes()
    path.unlink()
    revocations.look()
    with pytest.raises(RevocationsUnreadableError):
        revocations.check(CALLER)
    path.write_bytes(kept)
    revocations.look()
    revocations.check(CALLER)


def test_two_who_revoke_at_once_both_do(tmp_path: Path) -> None:
    async def both() -> None:
        await asyncio.gather(*(asyncio.to_thread(revoke, tmp_path / FILE, f"w-{n}", NOW) for n in range(20)))

    asyncio.run(both())
    assert len(read_epochs(tmp_path / FILE).subjects) == 20


def test_whoever_waits_is_woken(tmp_path: Path) -> None:
    path = tmp_path / FILE

    async def run() -> float:
        async with Revocations(path).at_work() as revocations:
            waiting = asyncio.create_task(revocations.wait(60))
            await asyncio.sleep(0)
            revoke(path, "w-1", NOW)
            started = time.monotonic()
            await waiting
            return time.monotonic() - started

    assert asyncio.run(run()) < 30


def test_nothing_revoked_refuses_nobody() -> None:
    assert not Epochs().refuses(replace(CALLER, issued=0))


@pytest.mark.neo4j
def test_two_services_refuse_a_revoked_token_that_both_had_believed(served: Served) -> None:
    """Each has verified the token before; a new one of the same caller, and another's old one, are good."""
    role = Role.CASEWORKER
    old = {each: _headers(served, each, time.time() - 20) for each in ("revoked-1", "kept-1")}
    with TestClient(application(served.beside("another"))) as another:
        clients = (served.client, another)
        for client in clients:
            assert [_status(client, each) for each in old.values()] == [200, 200]
        revoke(served.settings.audit.with_name("keys") / FILE, "revoked-1", time.time() - 10)
        deadline = time.monotonic() + 60
        while any(_status(client, old["revoked-1"]) == 200 for client in clients):
            assert time.monotonic() < deadline
        for client in clients:
            assert _status(client, old["revoked-1"]) == 401
            assert _status(client, old["kept-1"]) == 200
            assert _status(client, _headers(served, "revoked-1", time.time())) == 200
    assert PURPOSES[role]


def _headers(served: Served, subject: str, issued: float) -> dict[str, str]:
    role = Role.CASEWORKER
    claims = Claims(subject, frozenset({role}), frozenset({PURPOSES[role]}))
    token = issue(served.key, claims, now=issued)
    return {"Authorization": f"Bearer {token}", "Kith-Purpose": PURPOSES[role].value}


def _status(client: Any, headers: dict[str, str]) -> int:
    status: int = client.post("/graphql", json={"query": "{ __typename }"}, headers=headers).status_code
    return status
