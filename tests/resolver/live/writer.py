"""A process that writes records live: `python -m tests.resolver.live.writer FOLDER SOURCE`.

It is told the database on its first line of input as JSON, says `ready` once it remembers all there is, and
writes what each further line of input holds, a JSON list of rows. At the end it prints what became of them.
"""

import asyncio
import json
import sys
from pathlib import Path

from graph.store import Store, Target
from resolver.live.live import Live
from tests.resolver.live.town_hall import TownHall, contract_of


async def write(target: Target, folder: Path, source: str) -> list[list[str]]:
    """Record, person and outcome of each row."""
    told = []
    async with (
        await Store.connect(target) as store,
        await Live.open(TownHall(store, folder).premises) as live,
    ):
        _tell("ready")
        for row in json.loads(sys.stdin.readline()):
            for name in (source, "care"):
                answer = await live.arrive(contract_of(name), [row])
                told += [[each.record, each.person, each.outcome.value] for each in answer.arrived]
    return told


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _target = Target(**json.loads(sys.stdin.readline()))
    _tell(json.dumps(asyncio.run(write(_target, Path(sys.argv[1]), sys.argv[2]))))
