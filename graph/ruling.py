"""Ruling: what becomes of a reviewer's opinion on a pair, given what stands.

Invariants. One reviewer never overrules another unless told to, and then the history is kept. On a restricted
record a decision stands, or is withdrawn, only when two different reviewers have found the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from graph.decisions import REVIEWER
from graph.errors import ReviewError

WITHDRAWN = "withdrawn"


class Becomes(StrEnum):
    """What becomes of an opinion."""

    STANDS = "stands"
    PROPOSED = "proposed"
    WITHDRAWN = "withdrawn"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Opinion:
    """What a reviewer finds of a pair of records.

    Attributes:
        left: id of the one record.
        right: id of the other.
        judgement: match, no_match or unsure; or withdrawn, to undo a decision.
        reviewer: who finds so.
        reason: why.
    """

    left: str
    right: str
    judgement: str
    reviewer: str
    reason: str = field(repr=False)

    @property
    def pair(self) -> tuple[str, str]:
        """The ids of the records in text order."""
        return min(self.left, self.right), max(self.left, self.right)

    @property
    def made_by(self) -> str:
        """The reviewer as decisions name them."""
        return f"{REVIEWER}{self.reviewer}"


@dataclass(frozen=True)
class Standing:
    """A decision on the pair that is not superseded."""

    id: str
    judgement: str
    made_by: str
    proposes: str | None = None

    @property
    def is_reviewers(self) -> bool:
        """Whether a person made it."""
        return self.made_by.startswith(REVIEWER)


@dataclass(frozen=True)
class Ruling:
    """What to write.

    Attributes:
        becomes: what becomes of the opinion.
        supersedes: ids of decisions that it replaces.
        confirms: the proposal that it confirms.
    """

    becomes: Becomes
    supersedes: tuple[str, ...] = ()
    confirms: str | None = None


def rule(opinion: Opinion, standing: Iterable[Standing], *, restricted: bool, replaces: bool) -> Ruling:
    """What becomes of an opinion.

    Args:
        opinion: what the reviewer finds.
        standing: the decisions on the pair that are not superseded.
        restricted: whether two reviewers must find the same.
        replaces: whether a decision of another reviewer that says otherwise may be replaced.

    Raises:
        ReviewError: it contradicts another reviewer's decision, or there is nothing to withdraw.
    """
    every = tuple(standing)
    decided = next((each for each in every if each.is_reviewers and each.proposes is None), None)
    proposed = next((each for each in every if each.proposes is not None), None)
    if opinion.judgement == WITHDRAWN and decided is None:
        return _without_proposal(proposed)
    if decided is not None and decided.judgement == opinion.judgement:
        return Ruling(Becomes.UNCHANGED)
    if opinion.judgement != WITHDRAWN:
        _refuse_to_overrule(opinion, decided, replaces=replaces)
    if not restricted:
        return _taken(opinion, every)
    return _of_two(opinion, every, proposed, replaces=replaces)


def _of_two(
    opinion: Opinion, every: Sequence[Standing], proposed: Standing | None, *, replaces: bool
) -> Ruling:
    """The ruling on a restricted record: the first of two reviewers proposes, the second confirms."""
    if proposed is None:
        return Ruling(Becomes.PROPOSED)
    is_own = _is_by(proposed, opinion)
    if proposed.proposes == opinion.judgement:
        return Ruling(Becomes.UNCHANGED) if is_own else _taken(opinion, every, proposed.id)
    _refuse_to_overrule(opinion, proposed, replaces=replaces)
    return Ruling(Becomes.PROPOSED, (proposed.id,))


def _taken(opinion: Opinion, every: Iterable[Standing], confirms: str | None = None) -> Ruling:
    """The opinion stands, in place of everything before it; a withdrawal leaves the model's decision."""
    if opinion.judgement == WITHDRAWN:
        undone = tuple(each.id for each in every if each.is_reviewers)
        return Ruling(Becomes.WITHDRAWN, undone, confirms)
    return Ruling(Becomes.STANDS, tuple(each.id for each in every), confirms)


def _without_proposal(proposed: Standing | None) -> Ruling:
    if proposed is None:
        raise ReviewError("No reviewer's decision stands on this pair, so there is none to withdraw.")
    return Ruling(Becomes.WITHDRAWN, (proposed.id,))


def _refuse_to_overrule(opinion: Opinion, earlier: Standing | None, *, replaces: bool) -> None:
    if earlier is None or replaces or _is_by(earlier, opinion):
        return
    found = earlier.judgement if earlier.proposes is None else earlier.proposes
    raise ReviewError(
        f"{earlier.made_by} has found {found} on this pair. Talk to each other; to replace that decision, "
        "which is kept in the history, say so."
    )


def _is_by(decision: Standing, opinion: Opinion) -> bool:
    """Whether it is the same reviewer's, however the name is typed."""
    return decision.made_by.casefold() == opinion.made_by.casefold()
