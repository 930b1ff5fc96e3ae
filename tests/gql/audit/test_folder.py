"""Where things lie in a log's folder, and how entries are read from their places."""

from pathlib import Path

import pytest

from gql.audit import LogFolder, entries
from gql.audit.places import Place, entry_at, line_at, lines_after
from tests.gql.audit.logs import put_lines, read_lines, write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "audit"


def test_a_folder_without_a_log_holds_none(path: Path) -> None:
    folder = LogFolder(path)
    assert not folder.exists
    assert (folder.segments(), folder.notes(), list(entries(path))) == ([], [], [])
    write(path)
    assert folder.exists


def test_segments_are_named_by_their_first_entry(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gql.audit.log._SEGMENT_BYTES", 10)
    for number in range(3):
        write(path, number)
    folder = LogFolder(path)
    firsts = [segment.first for segment in folder.segments()]
    assert firsts == [0, 1, 2]
    assert [segment.path for segment in folder.segments()] == [folder.segment(first) for first in firsts]


def test_lines_are_read_from_any_place_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gql.audit.log._SEGMENT_BYTES", 30)
    monkeypatch.setattr("gql.audit.places._BLOCK", 20)
    for first in (0, 4, 8):
        write(path, *range(first, first + 4))
    folder = LogFolder(path)
    everything = list(lines_after(folder, None))
    assert [place.number for place, _ in everything] == list(range(1, 13))
    for number, (place, line) in enumerate(everything):
        assert line_at(folder, place) == line
        assert entry_at(folder, place) == {"entry": number + 1, "number": number}
        assert list(lines_after(folder, place)) == everything[number + 1 :]


def test_a_line_that_is_being_written_is_left_out(path: Path) -> None:
    write(path, 1, 2)
    put_lines(path, [*read_lines(path), b'{"num'])
    assert [place.number for place, _ in lines_after(LogFolder(path), None)] == [1, 2]


def test_there_is_nothing_at_a_place_of_another_log(path: Path) -> None:
    assert line_at(LogFolder(path), Place(1, 0, 0, 10)) == b""


def test_a_line_that_is_finished_while_others_are_read_is_read_the_next_time(path: Path) -> None:
    write(path, 1, 2)
    (segment,) = LogFolder(path).segments()
    whole = segment.path.read_bytes()
    segment.path.write_bytes(whole[:-4])
    lines = lines_after(LogFolder(path), None)
    first, _ = next(lines)
    segment.path.write_bytes(whole)
    assert list(lines) == []
    assert [place.number for place, _ in lines_after(LogFolder(path), first)] == [2]
