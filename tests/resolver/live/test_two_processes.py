"""Two processes hear of the same new people at once: neither gives up, and nobody is there twice."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from graph.store import Target
from tests.resolver.live.town_hall import TownHall, in_town_hall

pytestmark = pytest.mark.neo4j

PEOPLE = 20
SYLLABLES = ("bel", "dor", "fim", "gan", "hul", "jor", "kel", "lin", "mar", "nus", "pol", "rim")


def _person(number: int) -> Mapping[str, str]:
    one, other = SYLLABLES[number % 12], SYLLABLES[(5 * number + 3) % 12]
    return {
        "key": f"new-{number}",
        "given_name": f"{one}{other}a",
        "family_name": f"{other}{SYLLABLES[(7 * number + number // 12) % 12]}{one}",
        "birth_date": f"{1930 + 3 * number}-0{1 + number % 9}-{10 + number % 18}",
        "address_text": f"{11 + 7 * number} {one}{one} road",
        "postcode": f"ZX{1 + number % 9} {1 + number % 8}{'ABDEFGHJL'[number % 9]}Q",
        "phone": f"07700 900{number:03}",
    }


async def _writer(target: Target, folder: Path, source: str) -> asyncio.subprocess.Process:
    """A writer that remembers all there is."""
    command = (sys.executable, "-m", "tests.resolver.live.writer", str(folder), source)
    pipe = asyncio.subprocess.PIPE
    writer = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    assert writer.stdin is not None
    assert writer.stdout is not None
    writer.stdin.write(json.dumps(asdict(target)).encode() + b"\n")
    assert (await writer.stdout.readline()).strip() == b"ready"
    return writer


async def _written(writer: asyncio.subprocess.Process, people: Sequence[Mapping[str, str]]) -> list[Any]:
    told, _ = await writer.communicate(json.dumps(people).encode() + b"\n")
    assert writer.returncode == 0
    answers: list[Any] = json.loads(told)
    return answers


def test_neither_gives_up_and_nobody_is_there_twice(empty_database: Target, tmp_path: Path) -> None:
    people = [_person(number) for number in range(PEOPLE)]

    async def work(hall: TownHall) -> None:
        writers = [await _writer(empty_database, tmp_path, source) for source in ("benefits", "health")]
        told = await asyncio.gather(*(_written(writer, people) for writer in writers))
        assert [len(answers) for answers in told] == [2 * PEOPLE, 2 * PEOPLE]
        for person in people:
            ids = [f"{source}/{person['key']}" for source in ("benefits", "care", "health")]
            assert len(set(await hall.persons(ids))) == 1
        assert len({whose for answers in told for _, whose, _ in answers}) >= PEOPLE

    in_town_hall(empty_database, tmp_path, work)
