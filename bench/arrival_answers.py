"""What is answered of arrivals: how often somebody new, or somebody known, is sent to review.

    python -m bench.arrival_answers [--size 40000] [--seed 5] [--arrivals 1500]

Of a simulated borough, some people are held back whole, and of others one record. Each of these arrives by
itself among all the rest and is judged, but not kept. The same is told beside it of a rule by which one pair
in the review band is enough. The truth is read only of what was answered.
"""

import argparse
import json
import os
import platform
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pyarrow as pa

from bench.population import person_rows
from borough.make import make_borough
from resolver.decide import record_ids
from resolver.generation import Terms
from resolver.link import link
from resolver.live.doubt import Doubt
from resolver.live.engine import judge
from resolver.live.memory import Memory, Standing
from resolver.score import bits_of

RESULTS = Path(__file__).parent / "results" / "arrival_answers.json"
TERMS = Terms("2026-01-01T00:00:00Z", b"bench")

Figures = dict[str, Any]


def main() -> None:
    """Measure and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--size", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--arrivals", type=int, default=1500, help="of somebody new, and as many of others")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        records, truth = person_rows(make_borough(asked.size, asked.seed, Path(folder)))
    figures = {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "people": asked.size,
        "seed": asked.seed,
        "records": len(records),
        **answered(
            records, list(map(str, truth["person"].to_pylist())), asked.arrivals, random.Random(asked.seed)
        ),
    }
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    print(json.dumps(figures, indent=1))


def answered(records: pa.Table, truth: list[str], arrivals: int, dice: random.Random) -> Figures:
    """The shares of each answer, by whether the person is new, and by the rule."""
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, person in enumerate(truth):
        rows_of[person].append(row)
    people = sorted(rows_of)
    new = dice.sample(people, arrivals)
    rest = sorted(rows_of.keys() - set(new))
    known = dice.sample([each for each in rest if len(rows_of[each]) > 1], arrivals)
    held_back = {row for each in new for row in rows_of[each]} | {rows_of[each][-1] for each in known}
    stays = np.array([row for row in range(len(records)) if row not in held_back])
    kept = records.take(stays)
    memory, ids = _memory(kept), map(str, record_ids(kept))
    whose = dict(zip(ids, (truth[row] for row in stays), strict=True))
    arriving = {"new": [rows_of[each][0] for each in new], "known": [rows_of[each][-1] for each in known]}
    found: Figures = {}
    for kind, rows in arriving.items():
        found[kind] = _shares(memory, records, rows, truth, whose)
        with patch.object(Doubt, "is_left", return_value=True):
            found[f"{kind}, by one pair"] = _shares(memory, records, rows, truth, whose)
    return found


def _memory(records: pa.Table) -> Memory:
    """The records and what a batch finds of them."""
    linkage = link(records)
    speaks = linkage.pairs["weight"].to_numpy() > bits_of(linkage.learned.settings.cluster_threshold)
    left, right = (linkage.pairs[side].to_numpy()[speaks] for side in ("left", "right"))
    entity = linkage.clusters["entity_id"].to_pylist()
    person = {str(id_): f"p{each}" for id_, each in zip(record_ids(records), entity, strict=True)}
    since = dict.fromkeys(person.values(), TERMS.at)
    return Memory(records, linkage.learned, Standing(left, right, person, since))


def _shares(
    memory: Memory, records: pa.Table, rows: Iterable[int], truth: list[str], person: dict[str, str]
) -> dict[str, float]:
    """How often each answer was given, and whether it led to the person."""
    counts: Counter[str] = Counter()
    for row in rows:
        (arrived,) = judge(memory, records.slice(row, 1), TERMS).arrived
        is_theirs = person.get(arrived.compared_with or "") == truth[row]
        counts[f"{arrived.outcome.value}, {'theirs' if is_theirs else 'not theirs'}"] += 1
    return {answer: round(count / counts.total(), 4) for answer, count in sorted(counts.items())}


if __name__ == "__main__":
    main()
