"""What a run of `resolve` reports: counts that say what is now in the graph, and the time it took."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Resolution:
    """What a run of `resolve` found and did.

    Attributes:
        records: person records resolved.
        people: people they are of.
        households: households, present and past.
        addresses: addresses.
        decisions: decisions of the model that stand on pairs of records.
        merged: ids retired because their people turned out to be others.
        split: people that came out of others.
        retired: ids retired, by merges or because no record is left.
        written: nodes and relationships written or removed; 0 where nothing had changed.
        seconds: how long each stage took.
    """

    records: int
    people: int
    households: int
    addresses: int
    decisions: int
    merged: int
    split: int
    retired: int
    written: int
    seconds: Mapping[str, float]


@dataclass
class Stages:
    """Times the stages of a run and tells of each as it begins."""

    report: Progress
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, count: int = 0) -> Iterator[None]:
        """One stage, of so many things, from begin to end."""
        self.report(name, count)
        start = perf_counter()
        yield
        self.seconds[name] = perf_counter() - start


def report_to_nobody(_stage: str, _count: int) -> None:
    """Take a report and say nothing."""
