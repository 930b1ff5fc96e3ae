"""The password of the local server: made once, in a file that only its owner can read."""

import os
import secrets
from pathlib import Path

USER = "neo4j"


def password_path(home: Path) -> Path:
    """Where the password is kept."""
    return home / "password"


def read_password(home: Path) -> str | None:
    """The password, or None where none was made yet."""
    try:
        return password_path(home).read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None


def ensure_password(home: Path) -> str:
    """The password, made at random the first time."""
    password = read_password(home)
    if password is None:
        # Letters and digits only: the admin tool takes a password that begins with "-" for an option.
        password = secrets.token_hex(32)
        write_private(password_path(home), password + "\n")
    return password


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody but its owner can read at any moment; whole, or not at all."""
    partial = path.with_name(f"{path.name}.partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
