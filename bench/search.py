"""Search: how fast, how large, and how often the person meant is found, among a million records.

    python -m bench.search RECORDS TRUTH [--queries 1000] [--seed 7]

RECORDS is a Parquet file of canonical person rows; TRUTH says whose each is (source, key, person). A query
is what somebody half remembers of one person: names as a record has them, misspelt, cut short or left out; an
age some years out, or a part of the date of birth; a street of any of their records, a part of the postcode,
the last digits of a number. Latencies are wall and processor time of one thread.
"""

import argparse
import json
import os
import platform
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from resolver.address_text import parse
from resolver.search.hit import Hit
from resolver.search.index import SearchIndex
from resolver.search.line import read_line

RESULTS = Path(__file__).parents[1] / "bench" / "results" / "search.json"
TODAY = date(2026, 6, 30)
LETTERS = "abcdefghijklmnoprstuvwy"
Row = dict[str, str | None]
Figures = dict[str, Any]


def main() -> None:
    """Build, ask, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("records", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    records = pq.read_table(chosen.records)
    persons = _persons(records, pq.read_table(chosen.truth))
    index, built = build(records, persons)
    asked = remembered(records, persons, chosen.queries, random.Random(chosen.seed))
    figures = {**setting(), **built, **measured(index, asked), **updated(index, records, persons)}
    RESULTS.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    print(json.dumps(figures, indent=2))


def build(records: pa.Table, persons: Sequence[str]) -> tuple[SearchIndex, Figures]:
    """The index, and what it took."""
    process = psutil.Process()
    before, wall, cpu = process.memory_info().rss, time.perf_counter(), time.process_time()
    index = SearchIndex()
    index.add(records, persons)
    seconds, spent = time.perf_counter() - wall, time.process_time() - cpu
    pa.default_memory_pool().release_unused()
    held = process.memory_info().rss - before
    return index, {
        "records": len(index),
        "people": len(set(persons)),
        "build_seconds": round(seconds, 1),
        "build_cpu_seconds": round(spent, 1),
        "bytes_a_record": round(index.bytes / len(index)),
        "resident_bytes_a_record": round(held / len(index)),
    }


def measured(index: SearchIndex, asked: Sequence[tuple[str, str]]) -> Figures:
    """Latencies and quality of the queries; the first ten, asked beforehand, warm caches."""
    for text, _ in asked[:10]:
        index.search(read_line(text, TODAY))
    walls, cpus, ranks = [], [], []
    for text, person in asked:
        wall, cpu = time.perf_counter(), time.process_time()
        hits = index.search(read_line(text, TODAY), 10)
        walls.append(1e3 * (time.perf_counter() - wall))
        cpus.append(1e3 * (time.process_time() - cpu))
        ranks.append(_rank(hits, person))
    found, is_best = np.array([rank for rank, _ in ranks]), np.array([best for _, best in ranks])
    return {
        "queries": len(asked),
        "wall_ms": _percentiles(walls),
        "cpu_ms": _percentiles(cpus),
        "first": round(float((found == 1).mean()), 3),
        "among_ten": round(float((found > 0).mean()), 3),
        "first_or_equal_to_it": round(float(is_best.mean()), 3),
    }


def updated(index: SearchIndex, records: pa.Table, persons: Sequence[str]) -> Figures:
    """Milliseconds to take in a record again, one at a time."""
    dice = random.Random(3)
    spent = []
    for row in dice.sample(range(records.num_rows), 100):
        cpu = time.process_time()
        index.add(records.slice(row, 1), [persons[row]])
        spent.append(1e3 * (time.process_time() - cpu))
    return {"update_cpu_ms": _percentiles(spent)}


def remembered(
    records: pa.Table, persons: Sequence[str], count: int, dice: random.Random
) -> list[tuple[str, str]]:
    """Lines of text, each with the person meant."""
    rows_of = defaultdict(list)
    for row, person in enumerate(persons):
        rows_of[person].append(row)
    people = sorted(rows_of)
    asked: list[tuple[str, str]] = []
    while len(asked) < count:
        person = dice.choice(people)
        rows = [records.slice(row, 1).to_pylist()[0] for row in rows_of[person]]
        text = memory(rows, dice)
        if text is not None:
            asked.append((text, person))
    return asked


def memory(rows: Sequence[Row], dice: random.Random) -> str | None:
    """What is half remembered of a person with these records; None where it is too little."""
    names = [part for part in (_given(rows, dice), _family(rows, dice)) if part]
    others = [part for part in (_birth(rows, dice), _place(rows, dice), _number(rows, dice)) if part]
    return " ".join([*names, *others]) if names and others and len(names) + len(others) > 2 else None


def _given(rows: Sequence[Row], dice: random.Random) -> str | None:
    return _half(_any(rows, "given_name", dice), dice)


def _family(rows: Sequence[Row], dice: random.Random) -> str | None:
    field = "former_name" if dice.random() < 0.2 else "family_name"
    return _half(_any(rows, field, dice) or _any(rows, "family_name", dice), dice)


def _birth(rows: Sequence[Row], dice: random.Random) -> str | None:
    born = _any(rows, "birth_date", dice)
    if born is None or len(born) < 10 or dice.random() < 0.2:
        return None
    year, month, day = map(int, born.split("-"))
    age = TODAY.year - year + dice.choice((-4, -3, -2, -1, 0, 0, 1, 2, 3, 4))
    about, exact = f"about {min(max(1, age), 100)}", f"{day}/{month:02}/{year}"
    return dice.choice(
        (about, about, about, f"born {year}", f"{month:02}/{year}", exact, f"{day}/{month:02}")
    )


def _place(rows: Sequence[Row], dice: random.Random) -> str | None:
    postcode, text = _any(rows, "postcode", dice), _any(rows, "address_text", dice)
    chance = dice.random()
    if postcode is not None and chance < 0.3:
        return postcode if chance < 0.08 else postcode.split(" ")[0]
    if text is None or chance > 0.8:
        return None
    parsed = parse(text)
    words = parsed.words.split()[-2:]
    if words and dice.random() < 0.3:
        words[0] = _misspelt(words[0], dice)
    number = [parsed.numbers[-1]] if parsed.numbers and dice.random() < 0.4 else []
    return " ".join([*number, *words]) or None


def _number(rows: Sequence[Row], dice: random.Random) -> str | None:
    number = _any(rows, dice.choice(("phone", "nhs_number")), dice)
    return f"ending {number[-dice.choice((3, 4)) :]}" if number and dice.random() < 0.15 else None


def _any(rows: Sequence[Row], field: str, dice: random.Random) -> str | None:
    values = [value for row in rows if (value := row[field])]
    return dice.choice(values) if values else None


def _half(name: str | None, dice: random.Random) -> str | None:
    """A name as it is, misspelt, cut short or forgotten."""
    chance = dice.random()
    if name is None or chance < 0.1:
        return None
    if chance < 0.3 and len(name) > 4:
        return name[: dice.randrange(3, len(name))]
    return _misspelt(name.lower(), dice) if chance < 0.6 else name


def _misspelt(word: str, dice: random.Random) -> str:
    """One letter lost, doubled, changed, or two swapped; the first stays."""
    if len(word) < 4:
        return word
    at = dice.randrange(1, len(word) - 1)
    changed = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + dice.choice(LETTERS) + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return dice.choice(changed)


def _rank(hits: Sequence[Hit], person: str) -> tuple[int, bool]:
    """The place of a person among the hits, 0 for none, and whether no other fits better."""
    for place, hit in enumerate(hits, 1):
        if hit.person == person:
            return place, hit.bits >= hits[0].bits - 1e-9
    return 0, False


def _persons(records: pa.Table, truth: pa.Table) -> list[str]:
    place = pc.index_in(_ids(records), _ids(truth))
    return [str(person) for person in truth["person"].take(place).to_pylist()]


def _ids(table: pa.Table) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(table["source"], table["key"], "/")


def _percentiles(values: Sequence[float]) -> Figures:
    return {f"p{share}": round(float(np.percentile(values, share)), 1) for share in (50, 95, 99)}


def setting() -> Figures:
    """Where and with what the figures were taken."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("kith", "numpy", "pyarrow", "rapidfuzz")},
    }


if __name__ == "__main__":
    main()
