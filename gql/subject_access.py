"""What a person is given who asks what is held of them: all of it, where it came from, and who received it.

Nothing is written before the audit log says that it is. Who received it is told by role, body and purpose,
as recipients are to be told; the names of staff who asked stay in the log.
"""

import os
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from gql.audit import AuditIndex, LogFolder, Span
from gql.packs import Packs
from gql.roles import Operation
from graph.held import Held

EVENT = "subject_access"
_MOST = 1_000_000
_TITLES = {
    "person": "Who you are",
    "sources": "Where each of these values came from",
    "addresses": "Where you live and lived",
    "households": "Your own membership of households",
    "relations": "That you are related to somebody",
    "episodes": "Services that were or are involved",
    "interventions": "Help given to you",
    "outcomes": "What was seen afterwards",
    "scores": "What was estimated of you",
    "records": "The records that are yours, with every version",
    "decisions": "What was decided about your records",
    "consents": "What you have said to sharing",
    "history": "What became of your entry",
    "recipients": "Who received what, when and why",
}


def recipients(log: LogFolder, ids: Collection[str], packs: Packs) -> list[dict[str, Any]]:
    """The answers that held anything of a person: when, to which role and body, what for, which fields.

    Args:
        ids: every id that the person has had.
    """
    if not log.exists:
        return []
    with AuditIndex.open(log) as index:
        index.catch_up()
        found = index.who_saw(ids, Span(first=_MOST))
    bodies = {pack.id: pack.protocol.lead_body for pack in packs.packs}
    return [_received(entry, bodies) for entry in found if not set(ids).isdisjoint(entry.get("people", ()))]


def _received(entry: dict[str, Any], bodies: Mapping[str, str]) -> dict[str, Any]:
    return {
        "at": entry["at"],
        "roles": entry.get("roles", []),
        "team": entry.get("team"),
        "body": bodies.get(entry.get("pack") or ""),
        "purpose": entry.get("purpose"),
        "fields": entry.get("fields", []),
        "entry": entry["entry"],
    }


def request_entry(ids: Collection[str], by: str) -> dict[str, Any]:
    """The audit entry of a package: by whom it was made, about whom."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    fields = [Operation.SUBJECT_ACCESS.value]
    return {"at": at, "who": by, "event": EVENT, "people": list(ids), "fields": fields}


def write_package(folder: Path, held: Held, received: list[dict[str, Any]]) -> list[Path]:
    """Write the package, as JSON and for reading; only its owner may read the files.

    Raises:
        FileExistsError: one of the files is there already.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = {**held, "recipients": received}
    body = orjson.dumps(content, option=orjson.OPT_INDENT_2)
    return [
        _write(folder / "held.json", body),
        _write(folder / "held.md", _readable(content).encode()),
    ]


def _write(path: Path, body: bytes) -> Path:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(body)
    return path


def _readable(content: Mapping[str, Any]) -> str:
    ids = ", ".join(content["ids"])
    parts = [f"# What is held of you\n\nYou are known by: {ids}. Other people are left out."]
    for name, title in _TITLES.items():
        parts.append(f"## {title}\n\n{_section(content[name])}")
    return "\n\n".join(parts) + "\n"


def _section(value: Any) -> str:
    if isinstance(value, list):
        return "\n\n".join(_facts(each) for each in value) or "Nothing."
    return _facts(value)


def _facts(value: Mapping[str, Any]) -> str:
    known = [(name, each) for name, each in value.items() if each not in (None, [], {})]
    return "\n".join(f"- {name.replace('_', ' ')}: {_text(each)}" for name, each in known)


def _text(value: Any) -> str:
    """A value on one line; nothing in it can begin a heading or a list of its own."""
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return " ".join(text.split())
