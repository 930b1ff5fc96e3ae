"""The shipped model: what is expected of people's records before any are seen.

`python -m bench.shipped_model` makes a few simulated boroughs, links the records of each, and writes the mean
of the models learned to resolver/data/model.json, and how common values are among them to
resolver/data/common.csv. No truth is read. Run it anew when comparisons change.
"""

import argparse
import csv
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from borough.make import make_borough
from graph.contract import Contract
from graph.rows import read_person_table
from graph.vocabulary import RowKind
from resolver.background import Background
from resolver.commonness import MANY_RECORDS
from resolver.link import link
from resolver.model import ComparisonModel, LevelModel, Model

DATA = Path(__file__).parents[1] / "resolver" / "data"
NAMED = ("given_name", "family_name", "middle_name", "sex")
COUNTED = ("birth_date", "postcode", "home", "nhs_number", "personal_number", "phone", "email")
SEEDS = (1001, 1002, 1003)


def main() -> None:
    """Learn and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=20_000)
    size = parser.parse_args().size
    linkages = [link(people(size, seed)) for seed in SEEDS]
    models = [each.model for each in linkages]
    (DATA / "model.json").write_text(mean_of(models).to_json() + "\n", "utf-8")
    backgrounds = [each.learned.background for each in linkages]
    with (DATA / "common.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [("field", "value", "count"), *common_in(backgrounds)]
        )


def people(size: int, seed: int) -> pa.Table:
    """The person records of a simulated borough."""
    with tempfile.TemporaryDirectory() as folder:
        files = make_borough(size, seed, Path(folder)).files
        contracts = [(Contract.read(each.contract), each.path) for each in files]
        table, _ = read_person_table([each for each in contracts if each[0].row is RowKind.PERSON])
    return table


def common_in(backgrounds: list[Background]) -> Iterator[tuple[str, str, int]]:
    """Field, value and count in a population of `MANY_RECORDS` records; an empty value is the total.

    Only names and codes are listed by value: no date, place or number is common everywhere.
    """
    for field in (*NAMED, *COUNTED):
        fields = [each.fields[field] for each in backgrounds if field in each.fields]
        if not fields:
            continue
        total = sum(each.total for each in fields)
        yield field, "", MANY_RECORDS
        if field in NAMED:
            counts = sum((Counter(each.counts) for each in fields), Counter[str]())
            scaled = ((value, round(count * MANY_RECORDS / total)) for value, count in sorted(counts.items()))
            yield from ((field, value, count) for value, count in scaled if count)


def mean_of(models: list[Model]) -> Model:
    """The geometric mean of the shares of models of the same comparisons, without what names a system."""
    first, *_ = models
    comparisons = tuple(
        ComparisonModel(each.name, tuple(_mean_level(models, at, code) for code in range(len(each.levels))))
        for at, each in enumerate(first.comparisons)
        if each.name != "source"
    )
    return replace(first, comparisons=comparisons, skip_values={})


def _mean_level(models: list[Model], at: int, code: int) -> LevelModel:
    levels = [model.comparisons[at].levels[code] for model in models]
    names = ("same_person", "household", "namesake", "stranger", "reference")
    means = {name: _mean([getattr(level, name) for level in levels]) for name in names}
    return replace(levels[0], **means)


def _mean(shares: list[float]) -> float:
    """The geometric mean to four digits; 0 where one is 0."""
    return 0.0 if min(shares) <= 0 else float(f"{np.exp(np.mean(np.log(shares))):.4g}")


if __name__ == "__main__":
    main()
