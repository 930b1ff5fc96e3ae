"""Two processes that write records of the same new people at the same moment.

`python -m bench.live_writers FOLDER NUMBER PEOPLE` is one of them: it remembers the whole store, waits for
the other, and sends two records of each person: one that only it sends, and one that both send.
"""

import asyncio
import json
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bench.live_world import KEY, Row, World, run
from graph.contract import Contract
from graph.server import up
from graph.store import Store, Target
from kith.commands.live import settle_memory
from resolver.live.desk import Premises
from resolver.live.live import Live

_OWN = ("first", "second")
_SHARED = "both"
_SYLLABLES = [first + last for first in "bdfgklmnprstvz" for last in ("an", "el", "or", "im", "us")]
_COUNT = """
UNWIND $keys AS key
OPTIONAL MATCH (r:Record)-[:IS]->(p:Person) WHERE r.id IN [source IN $sources | source + '/' + key]
WITH key, count(r) AS records, count(DISTINCT p) AS people
RETURN sum(records) AS records, count(CASE WHEN people = 1 THEN 1 END) AS once, count(*) AS asked
"""


def two_writers(world: World, target: Target, people: int) -> dict[str, Any]:
    """Let them write, and count who of the people is in the store exactly once."""
    seed = time.time_ns()
    for number in range(2):
        _ready(world.home, number).unlink(missing_ok=True)
    command = [sys.executable, "-m", "bench.live_writers", str(world.home), str(seed), str(people)]
    writers = [
        subprocess.Popen([*command, str(number)], stdout=subprocess.PIPE, text=True) for number in range(2)
    ]
    told = [json.loads(writer.communicate()[0]) for writer in writers]
    return {"writers": told, **run(_counted(target, made_people(seed, people)))}


def made_people(seed: int, count: int) -> list[Row]:
    """People whom no borough has, the same for one seed."""
    chance = random.Random(seed)
    return [_person(chance, seed, number) for number in range(count)]


def _person(chance: random.Random, seed: int, number: int) -> Row:
    given, family, street = ("".join(chance.choices(_SYLLABLES, k=3)).title() for _ in range(3))
    return {
        "key": f"{seed:x}-{number}",
        "given_name": given,
        "family_name": family,
        "birth_date": f"{chance.randrange(1930, 2020)}-0{chance.randrange(1, 10)}-{chance.randrange(10, 29)}",
        "phone": f"+4477{chance.randrange(10_000_000, 99_999_999)}",
        "address_text": f"{chance.randrange(1, 200)} {street} Road",
        "postcode": f"KH{chance.randrange(1, 20)} {chance.randrange(1, 9)}ZZ",
    }


def _contract(source: str) -> Contract:
    names = ("given_name", "family_name", "birth_date", "phone", "address_text", "postcode")
    return Contract.model_validate(
        {
            "source": source,
            "domain": "other",
            "trust": 0.5,
            "format": {"kind": "jsonl"},
            "row": "person",
            "key": ["key"],
            "on_error": "drop_value",
            "columns": {name: name for name in names},
        }
    )


async def _counted(target: Target, people: list[Row]) -> dict[str, Any]:
    keys = [row["key"] for row in people]
    async with await Store.connect(target) as store:
        found = (await store.read(_COUNT, keys=keys, sources=[*_OWN, _SHARED]))[0]
    return {"people": found["asked"], "records": found["records"], "exactly_once": found["once"]}


def _ready(home: Path, number: int) -> Path:
    return home / f"ready{number}"


async def _write(home: Path, number: int, people: list[Row]) -> dict[str, Any]:
    world = World(home)
    contracts = [_contract(_OWN[number]), _contract(_SHARED)]
    async with await Store.connect(up(world.server)) as store:
        live = await Live.open(Premises(store, world.learned, KEY))
        settle_memory()
        _ready(home, number).touch()
        while not _ready(home, 1 - number).exists():
            await asyncio.sleep(0.01)
        began, outcomes = time.perf_counter(), Counter[str]()
        async with live:
            for row in people:
                for contract in contracts:
                    answer = await live.arrive(contract, [row])
                    outcomes[answer.arrived[0].outcome.value] += 1
        seconds = time.perf_counter() - began
    told = {"seconds": round(seconds, 1), "records": 2 * len(people), "outcomes": dict(outcomes)}
    return {**told, "records_per_second": round(2 * len(people) / seconds, 1)}


if __name__ == "__main__":
    _home, _seed, _people, _number = sys.argv[1:]
    print(json.dumps(run(_write(Path(_home), int(_number), made_people(int(_seed), int(_people))))))
