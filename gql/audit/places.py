"""Where an entry stands: its segment, and where in that its line begins."""

from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import orjson

from gql.audit.folder import LogFolder

_BLOCK = 1 << 20


class Place(NamedTuple):
    """Where the line of an entry stands.

    Attributes:
        number: the entry's number, counted from 1.
        segment: the number (from 0) of the first entry of its segment.
        start: the byte of the segment that the line begins with.
        length: how many bytes it has, without its end.
    """

    number: int
    segment: int
    start: int
    length: int


def line_at(folder: LogFolder, place: Place) -> bytes:
    """The line that stands at a place; what is there instead where the log is another one."""
    path = folder.segment(place.segment)
    if not path.exists():
        return b""
    with path.open("rb") as file:
        file.seek(place.start)
        return file.read(place.length)


def entry_at(folder: LogFolder, place: Place) -> dict[str, Any]:
    """The entry at a place, with its number."""
    entry: dict[str, Any] = orjson.loads(line_at(folder, place))
    return {"entry": place.number, **entry}


def lines_after(folder: LogFolder, last: Place | None) -> Iterator[tuple[Place, bytes]]:
    """The lines that follow a place, or all; one that is torn, or still being written, is left out."""
    for segment in folder.segments():
        if last is not None and segment.first < last.segment:
            continue
        number, start = segment.first, 0
        if last is not None and segment.first == last.segment:
            number, start = last.number, last.start + last.length + 1
        with segment.path.open("rb") as file:
            file.seek(start)
            for line in _whole_lines(file):
                number += 1
                yield Place(number, segment.first, start, len(line) - 1), line[:-1]
                start += len(line)


def _whole_lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines up to one without its end, whose rest may come at any moment and is no line of its own."""
    while lines := file.readlines(_BLOCK):
        for line in lines:
            if not line.endswith(b"\n"):
                return
            yield line
