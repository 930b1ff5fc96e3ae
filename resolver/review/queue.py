"""Queue: which question to ask next, so that few answers teach most.

Invariant: the same questions give the same order. A question gains by how likely what holds at present is
wrong, all records of the two people considered, times the pairs of records that its answer would bring
together or apart; a little by how many other open pairs are alike to the model, because they learn from it;
and loses with each question of its pattern, and more with each about the same people, asked before it.
Sources: uncertainty sampling weighed by density, Settles and Craven (2008); expected change of the clusters
rather than of the pair alone, as in Wang, Li, Kraska, Franklin and Feng, CrowdER (2012).
"""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log2

from resolver.review.question import Pattern, Question

_SAME_PEOPLE = 4.0
_LEARNS = 0.1


@dataclass(frozen=True)
class Ranked:
    """A question with what makes it worth asking.

    Attributes:
        question: the question.
        gain: what the queue is ordered by.
        alike: how many open pairs show the same pattern.
    """

    question: Question
    gain: float
    alike: int


def in_order(questions: Iterable[Question]) -> Iterator[Ranked]:
    """The questions, the one that teaches most first; taken as needed, the rest is not computed."""
    waiting = sorted(questions, key=lambda each: (each.left, each.right))
    alike = Counter(each.pattern for each in waiting)
    asked: Counter[Pattern] = Counter()
    settled: Counter[frozenset[str]] = Counter()
    heap = [(-_worth(each, alike), number, 0.0) for number, each in enumerate(waiting)]
    heapq.heapify(heap)
    while heap:
        worth, number, discount = heapq.heappop(heap)
        question = waiting[number]
        now = asked[question.pattern] + _SAME_PEOPLE * settled[frozenset(question.people)]
        if now > discount:
            full = worth * (1 + discount)
            heapq.heappush(heap, (full / (1 + now), number, now))
            continue
        asked[question.pattern] += 1
        settled[frozenset(question.people)] += 1
        yield Ranked(question, -worth, alike[question.pattern])


def _worth(question: Question, alike: Counter[Pattern]) -> float:
    return question.doubt * question.touched * (1 + log2(alike[question.pattern]) * _LEARNS)
