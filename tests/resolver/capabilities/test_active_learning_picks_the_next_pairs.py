"""Asked in the order of the queue, a few answers mend more than as many asked at random."""

import random
from itertools import islice

import pyarrow as pa

from resolver.decide import record_ids
from resolver.evaluate import evaluate
from resolver.link import Decisions, Linkage, link
from resolver.review.question import Question, questions_of_linkage
from resolver.review.queue import in_order
from tests.resolver.town import town

ROUNDS, ANSWERS = 4, 10


class _Reviewers:
    """People who know the truth, asked about pairs in one order or another."""

    def __init__(self, records: pa.Table, first: Linkage, seed: int | None) -> None:
        self._truth = records["person"].to_pylist()
        self._records, self._learned, self._linkage = records.drop_columns(["person"]), first.learned, first
        self._ids = [str(each) for each in record_ids(records)]
        self._row = {id_: row for row, id_ in enumerate(self._ids)}
        self._answers: dict[tuple[int, int], bool] = {}
        self._dice = random.Random(seed) if seed is not None else None

    def f1(self) -> float:
        return evaluate(self._linkage.clusters["entity_id"], self._truth).pairwise.f1

    def answer(self) -> None:
        """Answer a few questions and link again with the answers."""
        for each in self._chosen():
            left, right = self._row[each.left], self._row[each.right]
            self._answers[left, right] = self._truth[left] == self._truth[right]
        decisions = Decisions(
            must_link=[pair for pair, same in self._answers.items() if same],
            cannot_link=[pair for pair, same in self._answers.items() if not same],
        )
        self._linkage = link(self._records, learned=self._learned, decisions=decisions)

    def _chosen(self) -> list[Question]:
        waiting = [
            each
            for each in questions_of_linkage(self._linkage, self._ids)
            if (self._row[each.left], self._row[each.right]) not in self._answers
        ]
        if self._dice is not None:
            return self._dice.sample(waiting, min(ANSWERS, len(waiting)))
        return [each.question for each in islice(in_order(waiting), ANSWERS)]


def _mended(records: pa.Table, first: Linkage, seed: int | None) -> float:
    """By how much the figure was better, summed over the rounds."""
    reviewers = _Reviewers(records, first, seed)
    before, mended = reviewers.f1(), 0.0
    for _ in range(ROUNDS):
        reviewers.answer()
        mended += reviewers.f1() - before
    return mended


def test_forty_answers_in_order_mend_more_than_forty_at_random() -> None:
    in_this_order, at_random = 0.0, 0.0
    for seed in (1, 2, 3):
        records = town(300, seed)
        first = link(records.drop_columns(["person"]))
        in_this_order += _mended(records, first, None)
        at_random += _mended(records, first, seed)
    assert in_this_order > 0
    assert in_this_order > 2 * at_random
