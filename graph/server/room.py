"""Room: how much disk and memory there is, and whether it is enough, asked before it is needed."""

import shutil
from pathlib import Path

import psutil

from graph.errors import NotEnoughRoomError

_MEBIBYTE = 1024 * 1024
_JVM_OVERHEAD = 300
# The limit and the use of the container that this process runs in, where it runs in one (cgroups v2).
_CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")
_CONTAINER_USE = Path("/sys/fs/cgroup/memory.current")


def machine_memory() -> int:
    """The memory of the machine, or of the container where that is less, in MiB."""
    limit = _read_bytes(_CONTAINER_LIMIT)
    total = psutil.virtual_memory().total
    return (total if limit is None else min(total, limit)) // _MEBIBYTE


def free_memory() -> int:
    """The memory that is free on the machine, or in the container where that is less, in MiB."""
    limit, use = _read_bytes(_CONTAINER_LIMIT), _read_bytes(_CONTAINER_USE)
    free = psutil.virtual_memory().available
    return (free if limit is None or use is None else min(free, limit - use)) // _MEBIBYTE


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
    free = free_memory()
    if free < needed:
        raise NotEnoughRoomError(
            f"Neo4j may need {needed} MiB of memory, and {free} MiB are free. "
            f"Stop something, or give it less than {heap} MiB of heap and {page_cache} MiB of page cache."
        )


def _read_bytes(path: Path) -> int | None:
    try:
        text = path.read_text("ascii").strip()
    except OSError:
        return None
    return int(text) if text.isdecimal() else None
