"""Built: the ordered steps that made one person of several records.

Invariant: the steps are those of the clustering, replayed on the person's records alone. A step joins two
parts that prefer each other; after the last step nothing joins any two of the parts that are left.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from resolver.explain.close_up import CloseUp

_MUST, _CANNOT = 1e6, -1e12

Part = frozenset[str]
Ends = frozenset[Part]


@dataclass(frozen=True)
class Pull:
    """What one pair of records says for one person (positive) or against (negative), in bits.

    `settled` is what outranks the bits: True where the two must be together, False where they may not.
    """

    left: str
    right: str
    bits: float
    settled: bool | None = None

    @property
    def force(self) -> float:
        """The bits, and what outranks them."""
        return self.bits + {None: 0.0, True: _MUST, False: _CANNOT}[self.settled]


@dataclass(frozen=True)
class Joining:
    """One step: two parts became one.

    Attributes:
        round: steps of one round do not depend on each other.
        one: the record ids of the part with the earliest id.
        other: those of the other part.
        bits: what all pairs between the two parts say, for and against, added up.
        strongest: the pair between the parts that says most.
        by_reviewer: whether somebody judged records of the two parts to be of one person.
    """

    round: int
    one: tuple[str, ...]
    other: tuple[str, ...]
    bits: float
    strongest: Pull
    by_reviewer: bool


@dataclass(frozen=True)
class Built:
    """How a person came to be: the steps in order, and the parts that are left when they are done."""

    steps: tuple[Joining, ...]
    parts: tuple[tuple[str, ...], ...]


def built(view: CloseUp) -> Built:
    """The steps that join the records of a close-up."""
    return replay(view.ids, pulls_of(view))


def pulls_of(view: CloseUp) -> list[Pull]:
    """What every pair of the records of a close-up says, and what is settled about it."""
    left, right = (ends.astype(np.int32) for ends in np.triu_indices(len(view.ids), 1))
    settled = view.settled()
    bits = view.pull(left, right)
    ids = view.ids
    return [
        Pull(min(ids[one], ids[other]), max(ids[one], ids[other]), weight, settled.get((one, other)))
        for one, other, weight in zip(left.tolist(), right.tolist(), bits, strict=True)
    ]


def replay(records: Iterable[str], pulls: Iterable[Pull]) -> Built:
    """Join parts that prefer each other, round after round, until none do; what people judged comes last."""
    known = {frozenset((each.left, each.right)): each for each in pulls}
    parts = {frozenset((record,)) for record in records}
    steps: list[Joining] = []
    for is_judged in (False, True):
        while joined := _mutual_best(_forces(parts, known, is_judged=is_judged)):
            number = steps[-1].round + 1 if steps else 1
            steps += (_joining(number, ends, known) for ends in joined)
            for ends in joined:
                parts = (parts - ends) | {_united(ends)}
    return Built(tuple(steps), tuple(sorted(tuple(sorted(part)) for part in parts)))


def _mutual_best(forces: Mapping[Ends, float]) -> list[Ends]:
    """Pairs of parts each of which is the other's best partner, the heaviest first."""
    heaviest_first = sorted(
        (ends for ends, force in forces.items() if force > 0),
        key=lambda ends: (-forces[ends], sorted(min(part) for part in ends)),
    )
    best: dict[Part, Ends] = {}
    for ends in heaviest_first:
        for part in ends:
            best.setdefault(part, ends)
    return [ends for ends in heaviest_first if all(best[part] == ends for part in ends)]


def _forces(
    parts: Iterable[Part], known: Mapping[frozenset[str], Pull], *, is_judged: bool
) -> dict[Ends, float]:
    """The forces between parts, with or without what people judged to be one."""
    part = {record: each for each in parts for record in each}
    found: dict[Ends, float] = {}
    for pull in known.values():
        ends = frozenset((part[pull.left], part[pull.right]))
        if len(ends) == 2:
            force = pull.bits if pull.settled and not is_judged else pull.force
            found[ends] = found.get(ends, 0.0) + force
    return found


def _united(ends: Ends) -> Part:
    return frozenset().union(*ends)


def _joining(number: int, ends: Ends, known: Mapping[frozenset[str], Pull]) -> Joining:
    one, other = sorted(tuple(sorted(part)) for part in ends)
    pairs = (frozenset(pair) for pair in product(one, other))
    across = [known[pair] for pair in pairs if pair in known]
    return Joining(
        number,
        one,
        other,
        sum(pull.bits for pull in across),
        min(across, key=lambda pull: (-pull.force, pull.left, pull.right)),
        any(pull.settled for pull in across),
    )
