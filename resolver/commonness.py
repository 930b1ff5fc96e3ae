"""Commonness: how common values are among people before any records are seen.

Invariant: from `MANY_RECORDS` records on nothing is expected, and they alone say what is common. Fewer are
taken for a part of a population of that size, whose other members are as in `data/common.csv`, so that the
one Okafor of ten records is not taken for a tenth of mankind.
"""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

MANY_RECORDS = 2000


def fewness(records: float) -> float:
    """How far records are too few to speak for themselves: 1 for none, 0 from `MANY_RECORDS` on."""
    return max(0.0, 1.0 - records / MANY_RECORDS)


@dataclass(frozen=True)
class Common:
    """The values of a field that several of `total` records had, and how many had each."""

    total: int
    counts: Mapping[str, int] = field(default_factory=dict)


def expected_beside(name: str, records: int) -> Common | None:
    """What is expected of a field beside so many records; None where they are many, or nothing is known."""
    weight = fewness(records)
    known = _shipped().get(name)
    if weight <= 0 or known is None:
        return None
    scaled = {value: round(count * weight) for value, count in known.counts.items()}
    return Common(round(known.total * weight), {value: count for value, count in scaled.items() if count})


@cache
def _shipped() -> Mapping[str, Common]:
    """What `data/common.csv` says: made from simulated boroughs by `python -m bench.shipped_model`."""
    totals: dict[str, int] = {}
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    text = files("resolver").joinpath("data/common.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        if row["value"]:
            counts[row["field"]][row["value"]] = int(row["count"])
        else:
            totals[row["field"]] = int(row["count"])
    return {name: Common(total, counts[name]) for name, total in totals.items()}
