"""Judgement: what the arrival of records comes to, before anything is changed.

Invariant: it names every record whose person may change and no other, so that taking it, or writing it,
needs nothing else.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from graph.decisions import Pair
from graph.generation import Generation
from graph.live import Judged
from resolver.live.newcomers import Newcomers


class Outcome(StrEnum):
    """What became of a record that arrived."""

    FOUND = "found"
    """It is of a person who was known."""
    CREATED = "created"
    """It is of somebody new."""
    REVIEW = "review"
    """It was given to a person, and somebody should look whether that is right."""


@dataclass(frozen=True)
class Arrived:
    """What became of one record.

    Attributes:
        record: its id.
        person: the person that it is of.
        outcome: whether that person was found, created, or is to be reviewed.
        probability: that it is of one person with the record that is most likely so; None where no
            record comes near.
        compared_with: the id of that record.
        reasons: what makes that probability: field, level and weight in bits, which add up.
    """

    record: str
    person: str
    outcome: Outcome
    probability: float | None
    compared_with: str | None
    reasons: list[dict[str, Any]]


@dataclass(frozen=True)
class Judgement:
    """What arrivals and withdrawals come to.

    Attributes:
        newcomers: the records that came, or came corrected.
        withdrawn: ids of the records that are no more.
        judged: ids of all records that were judged anew, the arrivals among them.
        moving: ids of those of them whose person is not just what it was.
        ties: pairs of ids that are likelier of one person than not.
        decided: what is to stand of pairs, and which pairs were judged anew.
        present: the people concerned as they were.
        wanted: the people concerned as they are to be.
        arrived: what became of each arrival, in their order.
        compared: how many pairs were compared.
    """

    newcomers: Newcomers
    withdrawn: Collection[str]
    judged: Collection[str]
    moving: Collection[str]
    ties: Collection[Pair]
    decided: Judged
    present: Generation
    wanted: Generation
    arrived: list[Arrived]
    compared: int
