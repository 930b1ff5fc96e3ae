"""A start that failed is told by its cause."""

from pathlib import Path

import pytest

from graph.errors import NotEnoughRoomError, ServerError
from graph.server.failure import PortTakenError, start_failure


@pytest.mark.parametrize(
    ("printed", "kind", "words"),
    [
        ("java.net.BindException: Address already in use", PortTakenError, "took its port"),
        ("Lock file has been locked by another process: store_lock", ServerError, "uses the same folder"),
        ("Could not reserve enough space for 9999999KB object heap", NotEnoughRoomError, "smaller heap"),
        ("There is insufficient memory for the Java Runtime", NotEnoughRoomError, "smaller heap"),
        ("java.lang.OutOfMemoryError: Java heap space", NotEnoughRoomError, "larger one"),
        ("java.io.IOException: No space left on device", NotEnoughRoomError, "disk is full"),
        ("java.nio.file.AccessDeniedException: Permission denied", ServerError, "may not write"),
        ("Something else", ServerError, "at the end of"),
    ],
)
def test_start_failure(tmp_path: Path, printed: str, kind: type[Exception], words: str) -> None:
    log = tmp_path / "logs" / "console.log"
    log.parent.mkdir()
    log.write_text(f"INFO  Starting...\n{printed}\n")
    failure = start_failure(tmp_path)
    assert type(failure) is kind
    assert words in str(failure)
    assert str(log) in str(failure)
