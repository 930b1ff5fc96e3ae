"""Checkpoints are signed notes that only their own key stands for."""

from pathlib import Path

import pytest

from gql.audit.checkpoint import Checkpoint, CheckpointError, CheckpointKey, Signer, notes
from gql.errors import SettingsError

ROOT = Checkpoint(7, b"r" * 32)


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer.in_folder(tmp_path)


def test_what_is_signed_is_read(signer: Signer) -> None:
    assert signer.key.read(signer.sign(ROOT)) == ROOT


def test_a_note_has_the_form_that_others_read(signer: Signer) -> None:
    origin, size, root, blank, signature, end = signer.sign(ROOT).decode().split("\n")
    assert (origin, size, root, blank, end) == (
        signer.name,
        "7",
        "cnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=",
        "",
        "",
    )
    assert signature.startswith(f"\N{EM DASH} {signer.name} ")


def test_the_key_is_kept_and_private(signer: Signer, tmp_path: Path) -> None:
    assert Signer.in_folder(tmp_path).key == signer.key
    assert (tmp_path / "audit.key").stat().st_mode & 0o077 == 0
    assert CheckpointKey.parse(f"{signer.key}\n") == signer.key
    assert "Private" not in repr(signer)


def test_a_key_of_another_length_is_refused(tmp_path: Path) -> None:
    (tmp_path / "audit.key").write_bytes(b"k" * 33)
    (tmp_path / "audit.key").chmod(0o600)
    with pytest.raises(SettingsError, match="32 bytes"):
        Signer.in_folder(tmp_path)


@pytest.mark.parametrize("text", ["", "name", "name+00000000+AAAA", "n+1+!", "a+b+c+d"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(CheckpointError):
        CheckpointKey.parse(text)


def test_a_changed_note_is_refused(signer: Signer) -> None:
    note = signer.sign(ROOT)
    for at in range(len(note)):
        changed = bytearray(note)
        changed[at] ^= 1
        with pytest.raises(CheckpointError):
            signer.key.read(bytes(changed))


def test_the_note_of_another_key_is_refused(signer: Signer, tmp_path: Path) -> None:
    other = Signer.in_folder(tmp_path / "other")
    with pytest.raises(CheckpointError, match="not signed"):
        signer.key.read(other.sign(ROOT))


def test_notes_follow_one_another_and_a_torn_one_is_none(signer: Signer) -> None:
    one, two = (signer.sign(Checkpoint(size, b"r" * 32)) + b"\n" for size in (1, 2))
    for torn in range(len(two)):
        found = [signer.key.read(note).size for note in notes(one + two[:torn])]
        assert found == ([1, 2] if torn == len(two) - 1 else [1])


def test_what_is_no_note_among_notes_is_refused(signer: Signer) -> None:
    one = signer.sign(ROOT) + b"\n"
    with pytest.raises(CheckpointError):
        list(notes(one + b"something\n" + one))
