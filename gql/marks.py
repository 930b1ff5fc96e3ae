"""What the audit is told of the people whom an answer is about: of most their id, of some how they are held.

Whoever is held without restriction and has not dissented costs the statement a look at two properties. Of
anybody else it tells the restriction, the dissent, and whether the caller works with them. None of this is
in the answer. Where nobody was found by an id, the same look-up says whether somebody is hidden behind it;
it is made alike for an id that there is not, so that the time it takes tells nothing.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from enum import StrEnum
from typing import Any

from gql.condition import Condition
from gql.facts import STATES, Restriction, State, Tie
from gql.guard import Facts, predicate

_MARKED = frozenset({Restriction.RESTRICTED, Restriction.SEALED})
Marked = str | Sequence[Any]
"""A person's id; or the id, the restriction, whether they dissent, and whether the caller works with them."""


class Involved(StrEnum):
    """What an answer involved that somebody may have to look at."""

    GLASS = "glass"
    DISSENT = "dissent"
    SENSITIVE = "sensitive"
    RESTRICTED = "restricted"
    SEALED = "sealed"
    APART = "apart"
    ATTEMPT = "attempt"
    ATTEMPT_ON_MARKED = "attempt_on_marked"


def marked(person: str, facts: Facts, *, tells_ties: bool) -> str:
    """The expression that tells the audit of a person, as `Marked`.

    Args:
        person: the variable of the person's node.
        facts: how the facts are asked.
        tells_ties: whether the caller may work with anybody; otherwise nobody is worked with.
    """
    usual = _holds(lambda state: state.restriction is Restriction.NONE and not state.dissent, person, facts)
    dissents = _holds(lambda state: state.dissent, person, facts)
    is_tied = "false"
    if tells_ties:
        is_tied = _holds(lambda state: state.tie is not Tie.NONE, person, facts, is_seldom=True)
    told = f"[{person}.`id`, {person}.`restriction`, {dissents}, {is_tied}]"
    return f"CASE WHEN {usual} THEN {person}.`id` ELSE {told} END"


def _holds(is_so: Callable[[State], bool], person: str, facts: Facts, *, is_seldom: bool = False) -> str:
    condition = Condition.where(filter(is_so, STATES))
    return predicate(condition, Condition.ALWAYS, person, facts, is_seldom=is_seldom)


def ids_of(people: Iterable[Marked]) -> tuple[str, ...]:
    """The ids of people, each once, in their order."""
    return tuple(dict.fromkeys(each if isinstance(each, str) else each[0] for each in people))


def involved(
    people: Iterable[Marked], hidden: Iterable[Marked | None], glass: Collection[str] = ()
) -> dict[str, list[str]]:
    """What an answer involved, with the ids of those by whom it did.

    Args:
        people: those in the answer.
        hidden: those who were asked for by id and may not be found; None where there is nobody.
        glass: ids of those for whom the caller had broken the glass.
    """
    found: dict[str, list[str]] = {}
    for each in people:
        if not isinstance(each, str):
            _add(found, each[0], _of_shown(*each[1:]))
    if glass:
        for id_ in ids_of(people):
            _add(found, id_, [Involved.GLASS] if id_ in glass else [])
    for behind in hidden:
        if behind is not None:
            _add(found, *_of_hidden(behind))
    return {state.value: found[state] for state in Involved if state in found}


def _of_shown(restriction: Any, dissents: bool, is_tied: bool) -> list[Involved]:
    held = _restriction(restriction)
    states = [Involved.DISSENT] if dissents else []
    if held is not Restriction.NONE:
        states.append(Involved(held.value))
        states += [] if is_tied else [Involved.APART]
    return states


def _of_hidden(person: Marked) -> tuple[str, list[Involved]]:
    if isinstance(person, str):
        return person, [Involved.ATTEMPT]
    is_marked = _restriction(person[1]) in _MARKED
    return person[0], [Involved.ATTEMPT, *[Involved.ATTEMPT_ON_MARKED] * is_marked]


def _restriction(stored: Any) -> Restriction:
    """As rules see it: what is missing or unknown counts as sealed."""
    is_known = isinstance(stored, str) and stored in set(Restriction)
    return Restriction(stored) if is_known else Restriction.SEALED


def _add(found: dict[str, list[str]], person: str, states: list[Involved]) -> None:
    for state in states:
        known = found.setdefault(state, [])
        if person not in known:
            known.append(person)
