"""The auditors' questions are answered as a search through the whole log would answer them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gql.audit import AuditIndex, LogFolder, Span, entries
from tests.gql.audit.logs import put_lines, read_lines, write_entries

START = datetime(2026, 11, 24, 9, tzinfo=UTC)


def entry(minute: int, who: str | None, *people: str, attempt: tuple[str, ...] = ()) -> dict[str, Any]:
    """An entry of a minute after the start."""
    at = (START + timedelta(minutes=minute)).isoformat(timespec="milliseconds")
    states = {"attempt": list(attempt)} if attempt else {}
    return {"at": at, "who": who, "people": people, "states": states}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "audit"


def numbers(found: list[dict[str, Any]]) -> list[int]:
    return [each["entry"] for each in found]


def caught_up(path: Path) -> AuditIndex:
    index = AuditIndex.open(LogFolder(path))
    index.catch_up()
    return index


def test_who_saw_what_did_and_one_entry(path: Path) -> None:
    made = [
        entry(0, "ann", "p1", "p2"),
        entry(1, "bob", "p2"),
        entry(2, None),
        entry(3, "ann", attempt=("p1",)),
    ]
    write_entries(path, *made)
    with caught_up(path) as index:
        assert numbers(index.who_saw(["p1"], Span())) == [4, 1]
        assert numbers(index.who_saw(["p1", "p2"], Span())) == [4, 2, 1]
        assert numbers(index.who_saw(["p3"], Span())) == []
        assert numbers(index.what_did("ann", Span(first=1))) == [4]
        assert index.entry(2) == {"entry": 2, **made[1], "people": ["p2"]}
        assert index.entry(5) is None


def test_a_span_is_from_its_first_moment_to_before_its_last(path: Path) -> None:
    write_entries(path, *(entry(minute, "ann", "p1") for minute in range(5)))
    span = Span(since=START + timedelta(minutes=1), until=START + timedelta(minutes=3))
    with caught_up(path) as index:
        assert numbers(index.who_saw(["p1"], span)) == [3, 2]
        assert numbers(index.what_did("ann", span)) == [3, 2]


def test_it_catches_up_by_and_by(path: Path) -> None:
    write_entries(path, *(entry(minute, "ann", "p1") for minute in range(5)))
    with AuditIndex.open(LogFolder(path)) as index:
        assert [index.catch_up(2) for _ in range(4)] == [2, 2, 1, 0]
        write_entries(path, entry(9, "ann", "p1"))
        assert index.catch_up() == 1
        assert numbers(index.who_saw(["p1"], Span())) == [6, 5, 4, 3, 2, 1]


def test_while_the_log_grows_it_waits_for_many_and_takes_the_rest_once_no_more_come(path: Path) -> None:
    write_entries(path, entry(0, "ann", "p1"))
    with AuditIndex.open(LogFolder(path)) as index:
        written, taken = 1, []
        for more in (0, 1, 1, 4, 0, 0):
            write_entries(path, *(entry(minute, "ann", "p1") for minute in range(more)))
            written += more
            taken.append(index.keep_up(written, at_once=3))
        assert taken == [0, 0, 3, 3, 1, 0]
        assert numbers(index.who_saw(["p1"], Span())) == [7, 6, 5, 4, 3, 2, 1]


def test_it_is_made_anew_where_the_log_is_another(path: Path) -> None:
    write_entries(path, entry(0, "ann", "p1"), entry(1, "ann", "p2"))
    caught_up(path).close()
    put_lines(path, [line.replace(b"ann", b"eve") for line in read_lines(path)])
    with caught_up(path) as index:
        assert index.what_did("ann", Span()) == []
        assert numbers(index.what_did("eve", Span())) == [2, 1]


def test_it_is_made_anew_where_it_is_missing(path: Path) -> None:
    write_entries(path, entry(0, "ann", "p1"))
    caught_up(path).close()
    for file in path.glob("index.sqlite*"):
        file.unlink()
    with caught_up(path) as index:
        assert numbers(index.who_saw(["p1"], Span())) == [1]


def test_it_goes_on_over_segments(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gql.audit.log._SEGMENT_BYTES", 10)
    for minute in range(4):
        write_entries(path, entry(minute, "ann", "p1"))
        with AuditIndex.open(LogFolder(path)) as index:
            assert index.catch_up() == 1
    assert len(LogFolder(path).segments()) > 2
    with caught_up(path) as index:
        assert [each["at"] for each in index.who_saw(["p1"], Span())] == [
            each["at"] for each in reversed(list(entries(path)))
        ]


NAMES = st.sampled_from(["a", "b", "c"])
MADE = st.lists(st.tuples(st.none() | NAMES, st.lists(NAMES, max_size=3), st.lists(NAMES, max_size=1)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(made=MADE, since=st.integers(0, 9), until=st.integers(0, 9), first=st.integers(1, 4))
def test_answers_are_those_of_a_search_through_the_log(
    tmp_path_factory: pytest.TempPathFactory,
    made: list[tuple[str | None, list[str], list[str]]],
    since: int,
    until: int,
    first: int,
) -> None:
    path = tmp_path_factory.mktemp("index") / "audit"
    written = [
        entry(minute, who, *people, attempt=tuple(tried)) for minute, (who, people, tried) in enumerate(made)
    ]
    write_entries(path, *written)
    span = Span(START + timedelta(minutes=since), START + timedelta(minutes=until), first)
    within = [number for number in range(len(made), 0, -1) if since <= number - 1 < until]
    with caught_up(path) as index:
        for name in "abc":
            about = [number for number in within if name in made[number - 1][1] + made[number - 1][2]]
            assert numbers(index.who_saw([name], span)) == about[:first]
            by = [number for number in within if made[number - 1][0] == name]
            assert numbers(index.what_did(name, span)) == by[:first]
