"""Opening a file to read: a path, a `.gz` file, or `-` for standard input; bytes that do not decode stay."""

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from graph.errors import FileFormatError

STANDARD_INPUT = "-"


@contextmanager
def open_text(path: Path, encoding: str) -> Iterator[IO[str]]:
    """The text of `path`, its line ends untouched; an undecodable byte becomes a lone surrogate.

    Raises:
        FileFormatError: there is no such file, it may not be read, or it is a damaged `.gz`.
    """
    try:
        with _open_bytes(path) as binary, _decoded(binary, encoding) as text:
            yield text
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise FileFormatError(f"{path.name}: cannot be read: {why}") from None
    except UnicodeError:
        raise FileFormatError(f"{path.name}: is not text in {encoding}") from None


def _open_bytes(path: Path) -> IO[bytes]:
    if str(path) == STANDARD_INPUT:
        return io.BufferedReader(io.FileIO(sys.stdin.fileno(), closefd=False))
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")


def _decoded(binary: IO[bytes], encoding: str) -> io.TextIOWrapper:
    may_have_mark = encoding.replace("_", "-") == "utf-8"
    return io.TextIOWrapper(
        binary,
        encoding="utf-8-sig" if may_have_mark else encoding,
        errors="surrogateescape",
        newline="",
    )
