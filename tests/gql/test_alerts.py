"""Alerts follow from the log alone: five kinds, once a day each, within the second, kept until reviewed."""

import asyncio
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest

from gql.alerts import REVIEWED, Alert, AlertBook, AlertKind, alerts_of
from gql.attendant import Attendant
from gql.audit import AuditLog, LogFolder, entries
from gql.roles import Role
from graph.store import Store
from tests.gql.audit.logs import put_lines, read_lines, write_entries
from tests.gql.conftest import Served
from tests.gql.listening import listening
from tests.gql.talking import talk
from tests.gql.world import Asker


def entry(
    states: dict[str, list[str]], at: str = "2026-11-24T09:00:00.000+00:00", **more: Any
) -> dict[str, Any]:
    return {"at": at, "who": "ann", "purpose": "direct_care", "states": states, **more}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "audit"


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("glass", AlertKind.SELF_CLAIMED),
        ("dissent", AlertKind.DISSENT_OVERRIDDEN),
        ("apart", AlertKind.SENSITIVE_ACROSS),
        ("sealed", AlertKind.SEALED_VIEW),
        ("attempt_on_marked", AlertKind.ATTEMPT),
        ("sensitive", None),
        ("restricted", None),
        ("attempt", None),
    ],
)
def test_which_states_raise_which_alert(state: str, kind: AlertKind | None) -> None:
    found = list(alerts_of(7, entry({state: ["p1", "p2"]})))
    assert [alert.kind for alert in found] == ([] if kind is None else [kind])
    assert all((alert.entry, alert.subjects, alert.who) == (7, ("p1", "p2"), "ann") for alert in found)


@pytest.mark.parametrize("made", [{}, {"states": {}}, {"event": "carried_over"}])
def test_entries_without_states_raise_none(made: dict[str, Any]) -> None:
    assert list(alerts_of(1, made)) == []


def listed(path: Path, **wanted: Any) -> list[tuple[int, str, tuple[str, ...], str | None]]:
    with AlertBook(LogFolder(path)) as book:
        book.catch_up()
        found = book.listed(**wanted)
    return [
        (each.entry, each.kind.value, each.subjects, None if review is None else review.who)
        for each, review in found
    ]


def test_what_was_alerted_is_not_alerted_again_on_the_same_day(path: Path) -> None:
    later = "2026-11-25T00:00:00.000+00:00"
    write_entries(
        path,
        entry({"sealed": ["p1"]}),
        entry({"sealed": ["p1"]}),
        entry({"sealed": ["p1", "p2"]}),
        entry({"sealed": ["p1"]}, who="bob"),
        entry({"sealed": ["p1"]}, at=later),
    )
    assert listed(path) == [
        (1, "sealed_view", ("p1",), None),
        (3, "sealed_view", ("p2",), None),
        (4, "sealed_view", ("p1",), None),
        (5, "sealed_view", ("p1",), None),
    ]


def test_a_review_is_an_entry_and_closes_the_alert(path: Path) -> None:
    write_entries(path, entry({"glass": ["p1"], "dissent": ["p1"]}))
    review = {"at": "2026-11-24T10:00:00.000+00:00", "who": "ivy", "event": REVIEWED, "note": "agreed"}
    write_entries(path, review | {"alert": "1-dissent_overridden"})
    assert listed(path) == [
        (1, "dissent_overridden", ("p1",), "ivy"),
        (1, "self_claimed_relationship", ("p1",), None),
    ]
    assert [each[1] for each in listed(path, is_open=True)] == ["self_claimed_relationship"]
    assert listed(path, after=1) == []


def test_the_book_is_made_anew_from_the_log(path: Path) -> None:
    write_entries(path, entry({"glass": ["p1"]}), entry({"sealed": ["p2"]}))
    before = listed(path)
    for file in path.glob("alerts.sqlite*"):
        file.unlink()
    assert listed(path) == before
    put_lines(path, [line.replace(b"p2", b"p9") for line in read_lines(path)])
    assert listed(path)[1][2] == ("p9",)


def test_listeners_are_told_within_a_second_of_the_entry(path: Path) -> None:
    async def heard() -> tuple[list[Alert], float]:
        log = AuditLog.open(path)
        try:
            async with Attendant(log).at_work() as attendant, attendant.listen(lambda _: True) as listener:
                await log.record(entry({}))
                began = time.monotonic()
                await log.record(entry({"attempt_on_marked": ["p1"]}))
                return await listener.next(), time.monotonic() - began
        finally:
            log.close()

    found, seconds = asyncio.run(heard())
    assert [(each.kind, each.subjects, each.entry) for each in found] == [(AlertKind.ATTEMPT, ("p1",), 2)]
    assert seconds < 1


def test_alerts_of_entries_that_nobody_attended_to_are_raised_later(path: Path) -> None:
    write_entries(path, entry({"sealed": ["p1"]}))

    async def attend() -> list[Alert]:
        log = AuditLog.open(path)
        try:
            async with Attendant(log).at_work() as attendant, attendant.listen(lambda _: True) as listener:
                return await listener.next()
        finally:
            log.close()

    assert [alert.entry for alert in asyncio.run(attend())] == [1]


_SEAL = "MATCH (p:Person {id: 'p-mary'}) SET p.restriction = 'sealed'"
_SUBSCRIPTION = "subscription { alerts { kind at who purpose subjects } }"


@pytest.mark.neo4j
def test_an_auditor_hears_of_an_attempt_on_a_sealed_record(served: Served) -> None:
    async def hear(port: int) -> Any:
        async with await Store.connect(served.settings.target) as store:
            await store.write(_SEAL)
        async with talk(port) as auditor:
            await auditor.begin(served.asker(Role.AUDITOR))
            await auditor.subscribe(_SUBSCRIPTION)
            await asyncio.get_running_loop().run_in_executor(
                None, attempt, served.asker(Role.CASEWORKER), port
            )
            return await auditor.hear()

    settings = served.beside("alerted")
    with listening(settings) as port:
        told = asyncio.run(hear(port))["payload"]["data"]["alerts"]
    last = list(entries(settings.audit))[-1]
    assert (told.pop("at")[:2], told) == (
        "20",
        {"kind": "attempt", "who": "caseworker-1", "purpose": "direct_care", "subjects": ["p-mary"]},
    )
    assert (last["who"], last["fields"], last["people"]) == ("auditor-1", ["Subscription.alerts"], ["p-mary"])


def attempt(asker: Asker, port: int) -> None:
    """Ask for somebody who is sealed."""
    url = f"http://127.0.0.1:{port}/graphql"
    answer = httpx2.post(url, json={"query": '{ person(id: "p-mary") { id } }'}, headers=asker.headers())
    assert answer.json() == {"data": {"person": None}}
