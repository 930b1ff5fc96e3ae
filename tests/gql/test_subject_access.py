"""Who received what of a person is told from the log; the package is private and never written over."""

import json
from pathlib import Path
from typing import Any

import pytest

from gql.audit import LogFolder
from gql.packs import Packs
from gql.subject_access import recipients, write_package
from tests.gql.audit.logs import write_entries

PACKS = Packs.read()
HELD: dict[str, Any] = {
    "ids": ("p-1",),
    "person": {"given_name": "Ada\n# Not a heading", "birth_date": None},
    "sources": {},
    **{name: [] for name in ("addresses", "households", "relations", "episodes", "interventions")},
    **{name: [] for name in ("outcomes", "scores", "records", "decisions", "consents", "history")},
}


def entry(*people: str, **more: Any) -> dict[str, Any]:
    return {
        "at": "2026-11-24T09:00:00.000+00:00",
        "who": "ann",
        "roles": ["caseworker"],
        "team": "North",
        "purpose": "direct_care",
        "pack": "direct_care",
        "people": people,
        "fields": ["Person.givenName"],
        "states": {},
        **more,
    }


def test_recipients_are_told_by_role_body_and_purpose(tmp_path: Path) -> None:
    path = tmp_path / "home" / "audit"
    write_entries(path, entry("p-1"), entry("p-2"), entry(states={"attempt": ["p-1"]}), entry("p-was"))
    found = recipients(LogFolder(path), ("p-1", "p-was"), PACKS)
    assert [each["entry"] for each in found] == [4, 1]
    body = next(pack for pack in PACKS.packs if pack.id == "direct_care").protocol.lead_body
    assert found[0] == {
        "at": "2026-11-24T09:00:00.000+00:00",
        "roles": ["caseworker"],
        "team": "North",
        "body": body,
        "purpose": "direct_care",
        "fields": ["Person.givenName"],
        "entry": 4,
    }


def test_where_nothing_was_asked_nobody_received_anything(tmp_path: Path) -> None:
    assert recipients(LogFolder(tmp_path / "audit"), ("p-1",), PACKS) == []


def test_the_package_is_private_readable_and_not_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    written = write_package(folder, HELD, [])
    assert [path.name for path in written] == ["held.json", "held.md"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in [folder, *written])
    assert json.loads(written[0].read_text())["person"]["given_name"] == HELD["person"]["given_name"]
    text = written[1].read_text()
    assert "- given name: Ada # Not a heading" in text
    assert "## Who received what, when and why\n\nNothing." in text
    with pytest.raises(FileExistsError):
        write_package(folder, HELD, [])
