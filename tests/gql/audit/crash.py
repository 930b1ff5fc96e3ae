"""A process that writes a log until it is killed; it prints the number of each entry that was released."""

import asyncio
import itertools
import sys
from pathlib import Path

import gql.audit.log as audit_log
from gql.audit import AuditLog, sealing


async def write(path: Path, *, is_synced: bool) -> None:
    """Write groups of entries without an end, sealing and turning to new segments all the time."""
    log = AuditLog.open(path, is_synced=is_synced)
    for first in itertools.count(log.head.size, 5):
        group = ({"number": number, "filling": "x" * 50} for number in range(first, first + 5))
        await asyncio.gather(*map(log.record, group))
        sys.stdout.write(f"{first + 5}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    audit_log._SEGMENT_BYTES = 20_000
    audit_log._SECONDS_UNSYNCED = 0.001
    sealing._MOST_UNSEALED = 20
    asyncio.run(write(Path(sys.argv[1]), is_synced=sys.argv[2] == "synced"))
