"""Portion: records that were judged together, and what becomes of them once that is written."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from graph.live import Arrival
from graph.problem import Refusal
from resolver.live.judgement import Arrived, Judgement

Told = TypeVar("Told")


@dataclass(frozen=True)
class Settled:
    """What became of the records of a batch, by their places in it.

    Attributes:
        arrived: those that are kept.
        refused: those that the graph must not take.
    """

    arrived: dict[int, Arrived]
    refused: list[Refusal]

    def between(self, first: int, last: int) -> "Settled":
        """Of the records from one place to before another, counted from the first of them."""
        arrived = {place - first: each for place, each in self.arrived.items() if first <= place < last}
        refused = [replace(each, at=each.at - first) for each in self.refused if first <= each.at < last]
        return Settled(arrived, refused)


@dataclass(frozen=True)
class Portion(Generic[Told]):
    """Records that were judged together.

    Attributes:
        judgement: what the memory is to take; None where there was nothing to judge.
        arrival: what is to be written of it.
        told: what is told of it, once it is written and the memory has taken it.
    """

    judgement: Judgement | None
    arrival: Arrival | None
    told: Callable[[], Told]
