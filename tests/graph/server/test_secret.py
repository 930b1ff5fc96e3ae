"""The password is made once, and no one but its owner can read it."""

import os
import stat
from pathlib import Path

from graph.server.secret import ensure_password, password_path, read_password, write_private


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_is_made_once(tmp_path: Path) -> None:
    assert read_password(tmp_path) is None
    made = ensure_password(tmp_path)
    assert len(made) >= 32
    assert ensure_password(tmp_path) == made == read_password(tmp_path)


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        ensure_password(tmp_path)
    finally:
        os.umask(before)
    assert _mode(password_path(tmp_path)) == 0o600


def test_what_a_crash_left_half_written_is_replaced(tmp_path: Path) -> None:
    left = tmp_path / "password.partial"
    left.write_text("hal")
    left.chmod(0o666)
    write_private(tmp_path / "password", "whole")
    assert (tmp_path / "password").read_text() == "whole"
    assert _mode(tmp_path / "password") == 0o600
    assert not left.exists()


def test_an_empty_file_holds_no_password(tmp_path: Path) -> None:
    password_path(tmp_path).touch()
    assert read_password(tmp_path) is None
