"""Whatever is done to a log that was signed is found, and the entry named."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gql.audit import CheckpointError, DamagedLogError, LogFolder, Signer, verify
from tests.gql.audit.logs import key_of, put_lines, read_lines, write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "audit"


def changed(lines: list[bytes], how: str, at: int) -> list[bytes]:
    others = lines[:at] + lines[at + 1 :]
    return {
        "edit": [*lines[:at], lines[at].replace(b'"number":', b'"Number":'), *lines[at + 1 :]],
        "delete": others,
        "move": [*others, lines[at]] if at < len(lines) - 1 else [lines[at], *others],
        "double": [*lines[: at + 1], *lines[at:]],
        "cut": [*lines[:at], lines[at][:-2] + b"\n", *lines[at + 1 :]],
        "insert": [*lines[:at], b'{"number":9}\n', *lines[at:]],
    }[how]


@pytest.mark.parametrize("how", ["edit", "delete", "move", "double", "cut", "insert"])
@pytest.mark.parametrize("at", [0, 2, 4])
def test_every_change_is_found_and_its_entry_named(path: Path, how: str, at: int) -> None:
    write(path, *range(6))
    put_lines(path, changed(read_lines(path), how, at))
    with pytest.raises(DamagedLogError) as found:
        verify(path, key_of(path))
    assert found.value.entry == at + (2 if how == "double" else 1)
    assert found.value.until is None


def test_a_cut_off_end_is_found(path: Path) -> None:
    write(path, *range(5))
    put_lines(path, read_lines(path)[:3])
    with pytest.raises(DamagedLogError, match="entry 4: the log ends before it"):
        verify(path, key_of(path))


def test_without_stored_hashes_the_checkpoints_say_between_which_it_lies(path: Path) -> None:
    write(path, 1, 2, 3)
    write(path, 4, 5, 6)
    put_lines(path, changed(read_lines(path), "edit", 4))
    for file in (path / "tree").iterdir():
        file.unlink()
    with pytest.raises(DamagedLogError, match="one of the entries 4 to 6"):
        verify(path, key_of(path))


def test_a_stored_hash_that_was_changed_is_found(path: Path) -> None:
    write(path, 1, 2, 3)
    file = path / "tree" / "0"
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(DamagedLogError, match="stored hash"):
        verify(path, key_of(path))


def test_a_log_written_anew_is_found_with_a_checkpoint_noted_elsewhere(path: Path, tmp_path: Path) -> None:
    noted = write(path, 1, 2)
    path.rename(tmp_path / "gone")
    write(path, 1, 3, 4)
    assert verify(path, key_of(path)).entries == 3
    with pytest.raises(DamagedLogError):
        verify(path, key_of(path), [noted])


def test_an_end_taken_off_with_its_checkpoint_is_found_with_a_noted_one(path: Path) -> None:
    write(path, 1, 2)
    before = (path / "checkpoints").read_bytes()
    noted = write(path, 3, 4)
    put_lines(path, read_lines(path)[:2])
    (path / "checkpoints").write_bytes(before)
    assert verify(path, key_of(path)).entries == 2
    with pytest.raises(DamagedLogError) as found:
        verify(path, key_of(path), [noted])
    assert found.value.entry == 3


def test_a_missing_segment_is_found(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gql.audit.log._SEGMENT_BYTES", 10)
    for number in range(4):
        write(path, number)
    segments = LogFolder(path).segments()
    assert len(segments) > 2
    segments[1].path.unlink()
    with pytest.raises(DamagedLogError) as found:
        verify(path, key_of(path))
    assert found.value.entry == segments[1].first + 1


def test_what_no_checkpoint_covers_is_counted_apart(path: Path) -> None:
    write(path, 1, 2)
    put_lines(path, [*read_lines(path), b'{"number":3}\n'])
    found = verify(path, key_of(path))
    assert (found.entries, found.signed) == (3, 2)


def test_the_checkpoints_of_another_key_are_refused(path: Path, tmp_path: Path) -> None:
    write(path, 1)
    with pytest.raises(CheckpointError, match="not signed"):
        verify(path, Signer.in_folder(tmp_path / "other").key)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(position=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_a_single_changed_bit_is_found(
    tmp_path_factory: pytest.TempPathFactory, position: int, bit: int
) -> None:
    path = tmp_path_factory.mktemp("bit") / "audit"
    write(path, 1, 2, 3)
    body = bytearray(b"".join(read_lines(path)))
    body[position % len(body)] ^= 1 << bit
    put_lines(path, [bytes(body)])
    with pytest.raises(DamagedLogError):
        verify(path, key_of(path))
