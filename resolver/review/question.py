"""Questions: pairs that a person may be asked about, from a linkage or from the graph.

Invariant: a question says what its answer would change; it holds no value of any record.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from graph.reviewed import KeptPair, OpenPair
from resolver.explain.waterfall import probability_of
from resolver.linkage import Linkage
from resolver.review.balance import Balance, Tie, balance
from resolver.score import bits_of
from resolver.tables import MATCH, UNSURE

Pattern = tuple[object, ...]
SURE = 0.99
"""A match of at least this probability is no question."""
_OF_NO_COMPARISON = frozenset({"prior", "household", "namesake"})


@dataclass(frozen=True)
class Question:
    """A pair to ask about.

    Attributes:
        left: one record.
        right: the other.
        pattern: how far the two agree in each respect; pairs of one pattern are alike to the model.
        people: the persons of the two; twice the same where they are joined.
        sizes: how many records each of the two persons has.
        together: what all records of the two persons say for one person, in bits.
    """

    left: str
    right: str
    pattern: Pattern
    people: tuple[str, str]
    sizes: tuple[int, int]
    together: float

    @property
    def is_joined(self) -> bool:
        """Whether the two are of one person at present."""
        return self.people[0] == self.people[1]

    @property
    def doubt(self) -> float:
        """The probability that what holds at present is wrong."""
        return probability_of(-self.together if self.is_joined else self.together)

    @property
    def touched(self) -> int:
        """How many pairs of records would come together, or apart, if it is wrong."""
        return max(1, self.sizes[0] - 1) if self.is_joined else self.sizes[0] * self.sizes[1]


def questions_of_linkage(linkage: Linkage, ids: Sequence[str], sure: float = SURE) -> list[Question]:
    """The questions that a linkage leaves open: pairs in doubt, and matches that are not quite sure.

    Args:
        linkage: what linking found.
        ids: the id of each record linked.
        sure: a match from this probability on is no question, unless it was kept apart.
    """
    person = [str(each) for each in linkage.clusters["entity_id"].to_pylist()]
    ends = [linkage.pairs[side].to_pylist() for side in ("left", "right")]
    ties = [
        Tie(ids[left], ids[right], (person[left], person[right]), bits)
        for left, right, bits in zip(*ends, linkage.pairs["weight"].to_pylist(), strict=True)
    ]
    whole = balance(ties, Counter(person))
    rows, patterns = _in_doubt(linkage, person, sure)
    return [_question(ties[row], pattern, whole) for row, pattern in zip(rows, patterns, strict=True)]


def questions_of_graph(waiting: Iterable[OpenPair], kept: Iterable[KeptPair]) -> list[Question]:
    """The questions that wait in the graph.

    Args:
        waiting: the pairs that wait.
        kept: every pair of the same people of which a decision stands.
    """
    every = list(waiting)
    people = {id_: size for pair in every for id_, size in zip(_people(pair), pair.sizes, strict=True)}
    ties = [
        Tie(pair.left, pair.right, (pair.people[0] or pair.left, pair.people[1] or pair.right), pair.weight)
        for pair in kept
    ]
    whole = balance((tie for tie in ties if set(tie.people) <= people.keys()), people)
    return [
        _question(Tie(pair.left, pair.right, _people(pair), pair.weight), _pattern(pair), whole)
        for pair in every
    ]


def _question(tie: Tie, pattern: Pattern, whole: Balance) -> Question:
    ends = min(tie.left, tie.right), max(tie.left, tie.right)
    people = tie.people if ends == (tie.left, tie.right) else (tie.people[1], tie.people[0])
    sizes = whole.sizes[people[0]], whole.sizes[people[1]]
    return Question(*ends, pattern, people, sizes, whole.together(ends, people))


def _people(pair: OpenPair) -> tuple[str, str]:
    """The persons of a pair; a record without a person is one of its own."""
    return pair.people[0] or pair.left, pair.people[1] or pair.right


def _pattern(pair: OpenPair) -> Pattern:
    return tuple(
        (entry["field"], entry["level"]) for entry in pair.evidence if entry["field"] not in _OF_NO_COMPARISON
    )


def _in_doubt(linkage: Linkage, person: Collection[str], sure: float) -> tuple[list[int], list[Pattern]]:
    """The rows of the pairs in doubt, and the pattern of each."""
    pairs = linkage.pairs
    code = np.unique(np.array(person), return_inverse=True)[1]
    is_apart = code[pairs["left"].to_numpy()] != code[pairs["right"].to_numpy()]
    judged = np.array(pairs["judgement"].to_pylist(), dtype=object)
    is_weak = (judged == MATCH) & (is_apart | (pairs["weight"].to_numpy() < bits_of(sure)))
    rows = np.flatnonzero((judged == UNSURE) | is_weak)
    names = pairs.column_names[pairs.column_names.index("judgement") + 1 :]
    levels = [pairs[name].take(rows).to_pylist() for name in names]
    return rows.tolist(), list(zip(*levels, strict=True))
