"""Room: whether enough disk and memory are free, asked before they are needed."""

import shutil
from pathlib import Path

import psutil

from graph.errors import NotEnoughRoomError

_MEBIBYTE = 1024 * 1024
_JVM_OVERHEAD = 300


def require_disk(folder: Path, needed: int, purpose: str) -> None:
    """Make sure that `needed` bytes are free where `folder` is or will be.

    Raises:
        NotEnoughRoomError: fewer are free.
    """
    existing = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    free = shutil.disk_usage(existing).free
    if free < needed:
        raise NotEnoughRoomError(
            f"{purpose} need {needed // _MEBIBYTE} MiB of disk, and {free // _MEBIBYTE} MiB are free "
            f"at {folder}. Free some, or choose another folder with KITH_HOME or KITH_CACHE."
        )


def require_memory(heap: int, page_cache: int) -> None:
    """Make sure that a server with this heap and page cache (MiB) fits into free memory.

    Raises:
        NotEnoughRoomError: it does not.
    """
    needed = heap + page_cache + _JVM_OVERHEAD
    free = psutil.virtual_memory().available // _MEBIBYTE
    if free < needed:
        raise NotEnoughRoomError(
            f"Neo4j would need {needed} MiB of memory and {free} MiB are free. "
            f"Stop something, or ask for less than {heap} MiB of heap and {page_cache} MiB of page cache."
        )
