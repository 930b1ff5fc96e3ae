"""A log of the form before is carried over whole, once, and its end is told in the new one."""

from hashlib import sha256
from pathlib import Path

import pytest

from gql.audit import AuditLog, DamagedLogError, LogFolder, entries, verify
from tests.gql.audit.logs import key_of, write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "home" / "audit"
    folder.mkdir(parents=True)
    return folder


def chained(*bodies: bytes) -> bytes:
    """Lines of the former form: each a hash of the one before and of the entry, a blank, and the entry."""
    before, lines = "0" * 64, b""
    for body in bodies:
        before = sha256(before.encode() + body).hexdigest()
        lines += before.encode() + b" " + body + b"\n"
    return lines


BODIES = [f'{{"number":{number}}}'.encode() for number in range(3)]


def test_every_entry_is_carried_over_once(path: Path) -> None:
    (path / "audit.jsonl").write_bytes(chained(*BODIES))
    write(path, 3)
    write(path, 4)
    first, *rest = entries(path)
    assert [each["number"] for each in rest] == [0, 1, 2, 3, 4]
    assert (first["event"], first["entries"]) == ("carried_over", 3)
    assert first["head"] == chained(*BODIES).split(b"\n")[-2][:64].decode()
    assert verify(path, key_of(path)).signed == 6
    assert (path / "chained.jsonl").read_bytes() == chained(*BODIES)
    assert not (path / "audit.jsonl").exists()


def test_a_crash_in_the_middle_changes_nothing(path: Path) -> None:
    (path / "audit.jsonl").write_bytes(chained(*BODIES))
    segment = LogFolder(path).segment(0)
    segment.parent.mkdir()
    segment.with_suffix(".part").write_bytes(b"torn")
    AuditLog.open(path).close()
    (path / "chained.jsonl").rename(path / "audit.jsonl")
    AuditLog.open(path).close()
    assert len(list(entries(path))) == 4


def test_a_torn_last_line_was_never_released(path: Path) -> None:
    (path / "audit.jsonl").write_bytes(chained(*BODIES)[:-5])
    AuditLog.open(path).close()
    assert [each.get("number") for each in entries(path)] == [None, 0, 1]


def test_an_empty_log_is_carried_over(path: Path) -> None:
    (path / "audit.jsonl").touch()
    AuditLog.open(path).close()
    assert [each["head"] for each in entries(path)] == ["0" * 64]


@pytest.mark.parametrize("at", [0, 70, 100])
def test_a_log_that_was_changed_is_not_carried_over(path: Path, at: int) -> None:
    body = bytearray(chained(*BODIES))
    body[at] ^= 1
    (path / "audit.jsonl").write_bytes(body)
    with pytest.raises(DamagedLogError, match="earlier form"):
        AuditLog.open(path)
