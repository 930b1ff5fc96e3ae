"""The doubtful people of the graph, from the decisions that stand between their records.

Invariant: people whose every pair is a strong match are left out before anything is studied.
"""

from collections.abc import Iterable

from graph.joined import Joined, Tied
from resolver.explain.built import Pull
from resolver.review.balance import STRONGEST
from resolver.studio import STRONG, Study, doubtful, study
from resolver.tables import MATCH, UNSURE


def doubtful_people(people: Iterable[Joined]) -> list[Study]:
    """Those that are worth a look, the most doubtful first."""
    return doubtful(study_of(each) for each in people if not _is_plain(each))


def study_of(joined: Joined) -> Study:
    """One person under the glass, as the standing decisions show them."""
    return study(joined.person, joined.records, map(_pull, joined.ties))


def _is_plain(joined: Joined) -> bool:
    strong = sum(_is_strong(tie) for tie in joined.ties)
    return strong == len(joined.records) * (len(joined.records) - 1) // 2


def _is_strong(tie: Tied) -> bool:
    return tie.judgement == MATCH and tie.weight is not None and tie.weight >= STRONG


def _pull(tie: Tied) -> Pull:
    bits = 0.0 if tie.weight is None else max(-STRONGEST, min(STRONGEST, tie.weight))
    is_settled = tie.by_reviewer and tie.judgement != UNSURE
    return Pull(tie.left, tie.right, bits, tie.judgement == MATCH if is_settled else None)
