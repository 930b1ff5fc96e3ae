"""From a set of states to the shortest predicate in Cypher that says it of a person's node.

The set is covered with as few products of facts as can be ("neither dissent nor restriction, or a tie"),
and the facts that cost most are asked last and only where they make a difference. States that cannot
occur, because the row was already found under a rule, are used to make it shorter. No predicate is ever
null, and what is missing or of another type counts as the strictest.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, reduce
from itertools import chain, combinations, product
from operator import or_
from typing import Protocol, TypeVar

from gql.condition import Condition
from gql.facts import STATES, Restriction, State, Tie

Value = TypeVar("Value")
_TIES = frozenset(Tie)
_RESTRICTIONS = frozenset(Restriction)
_BOTH = frozenset({False, True})


@dataclass(frozen=True)
class Cube:
    """A product of facts: each is one of some values."""

    ties: frozenset[Tie]
    restrictions: frozenset[Restriction]
    dissents: frozenset[bool]
    glasses: frozenset[bool]

    @property
    def mask(self) -> int:
        """The states inside, as bits."""
        return sum(1 << number for number, state in enumerate(STATES) if self._has(state))

    @property
    def cost(self) -> int:
        """What the predicate costs the database: a tie is a walk, glass is seldom broken."""
        looks = [self.restrictions != _RESTRICTIONS, self.dissents != _BOTH]
        return 1 + sum(looks) + 3 * (self.glasses != _BOTH) + 20 * (self.ties != _TIES)

    def _has(self, state: State) -> bool:
        return (
            state.tie in self.ties
            and state.restriction in self.restrictions
            and state.dissent in self.dissents
            and state.glass in self.glasses
        )


class Facts(Protocol):
    """How the facts of a person are asked in one statement: the caller's parameters and the purpose."""

    @property
    def worker(self) -> str:
        """The parameter that holds the caller's reference as a worker."""

    @property
    def team(self) -> str:
        """The parameter that holds the caller's team."""

    @property
    def glass(self) -> str:
        """The parameter that holds the ids of those for whom the caller has broken the glass."""

    @property
    def purpose(self) -> str:
        """The purpose, as people's dissent names it."""

    def once(self, person: str, text: str, *, is_certain: bool) -> str:
        """The name of what an expression of a person's facts comes to, or the expression itself.

        Args:
            is_certain: whether it is worked out for people who are held without any restriction.
        """


def predicate(
    condition: Condition, base: Condition, person: str, facts: Facts, *, is_seldom: bool = False
) -> str:
    """A predicate that holds of the person in the states of `condition`.

    Args:
        base: the states in which the row can be at all; outside them the predicate says nothing.
        person: the variable of the person's node.
        facts: how the facts are asked.
        is_seldom: whether it is asked only of people who are held with some restriction.
    """
    asked = _Asked(person, facts, is_tie_certain=not is_seldom and _turns_on_ties(condition, base))
    terms = [_term(cube, asked) for cube in cover(condition, base)]
    if len(terms) < 2:
        return terms[0] if terms else "false"
    # Not OR: of a disjunction of products the database makes a conjunction of all their combinations.
    cases = "".join(f" WHEN {term} THEN true" for term in terms[:-1])
    return f"CASE{cases} ELSE {terms[-1]} END"


@cache
def cover(condition: Condition, base: Condition) -> tuple[Cube, ...]:
    """A short cover of the condition by products that hold nowhere else inside the base, cheapest first."""
    allowed = condition.mask | ~base.mask & Condition.ALWAYS.mask
    missing = condition.mask & base.mask
    inside = [(cube, mask) for cube, mask in _cubes() if mask & ~allowed == 0]
    chosen: list[Cube] = []
    while missing:
        cube, mask = max(inside, key=lambda each: _worth(each[0], each[1], missing))
        chosen.append(cube)
        missing &= ~mask
    return _without_needless(chosen, condition.mask & base.mask)


def _without_needless(chosen: list[Cube], wanted: int) -> tuple[Cube, ...]:
    """The products, cheapest first, without those that the others cover."""
    kept = sorted(chosen, key=lambda cube: cube.cost)
    for cube in reversed(tuple(kept)):
        others = [each.mask for each in kept if each is not cube]
        if wanted & ~reduce(or_, others, 0) == 0:
            kept.remove(cube)
    return tuple(kept)


def _worth(cube: Cube, mask: int, missing: int) -> tuple[float, int]:
    """How many missing states a product adds for what it costs; among equals the widest."""
    return (mask & missing).bit_count() / cube.cost, mask.bit_count()


@cache
def _cubes() -> tuple[tuple[Cube, int], ...]:
    made = (
        Cube(*each)
        for each in product(
            _subsets(tuple(Tie)),
            _subsets(tuple(Restriction)),
            _subsets((False, True)),
            _subsets((False, True)),
        )
    )
    return tuple((cube, cube.mask) for cube in made)


def _subsets(values: tuple[Value, ...]) -> list[frozenset[Value]]:
    sizes = range(1, len(values) + 1)
    return [frozenset(each) for each in chain.from_iterable(combinations(values, size) for size in sizes)]


def _turns_on_ties(condition: Condition, base: Condition) -> bool:
    """Whether the condition says different things of people of the most usual sort, by their ties."""
    usual = [State(tie, Restriction.NONE, dissent=False, glass=False) for tie in Tie]
    return len({state in condition for state in usual if state in base}) > 1


@dataclass(frozen=True)
class _Asked:
    """One person, and how the facts are asked of them."""

    person: str
    facts: Facts
    is_tie_certain: bool


def _term(cube: Cube, asked: _Asked) -> str:
    parts = list(_parts(cube, asked))
    if not parts:
        return "true"
    return parts[0] if len(parts) == 1 else f"({' AND '.join(parts)})"


def _parts(cube: Cube, asked: _Asked) -> Iterator[str]:
    person, facts = asked.person, asked.facts
    if cube.glasses != _BOTH:
        yield _said(True in cube.glasses, f"coalesce({person}.`id` IN {facts.glass}, false)")
    if cube.restrictions != _RESTRICTIONS:
        yield _restricted(cube.restrictions, person)
    if cube.dissents != _BOTH:
        dissent = facts.once(person, _dissent(person, facts.purpose), is_certain=True)
        yield _said(True in cube.dissents, dissent)
    if cube.ties != _TIES:
        yield _tied(cube.ties, asked)


def _restricted(wanted: frozenset[Restriction], person: str) -> str:
    """Only the three milder ones are ever looked for, so that anything else counts as sealed."""
    is_sealed = Restriction.SEALED in wanted
    looked_for = [each for each in Restriction if (each in wanted) is not is_sealed]
    named = ", ".join(f"'{each}'" for each in looked_for)
    return _said(not is_sealed, f"coalesce({person}.`restriction` IN [{named}], false)")


def _dissent(person: str, purpose: str) -> str:
    stored = f"{person}.`dissents`"
    listed = f"CASE WHEN {stored} IS :: LIST<STRING NOT NULL> NOT NULL THEN '{purpose}' IN {stored} END"
    return f"coalesce({listed}, true)"


def _tied(ties: frozenset[Tie], asked: _Asked) -> str:
    person, facts = asked.person, asked.facts
    own, team = f"w.id = {facts.worker}", f"EXISTS {{ (w)-[:IN_TEAM]->(:Team {{id: {facts.team}}}) }}"
    is_negated = Tie.NONE in ties
    wanted = frozenset(Tie) - ties if is_negated else ties

    def works(who: str) -> str:
        return facts.once(person, _works(person, who), is_certain=asked.is_tie_certain)

    if wanted == {Tie.TEAM}:
        found = f"({works(team)} AND NOT {works(own)})"
    else:
        found = works(own if wanted == {Tie.OWN} else f"({own} OR {team})")
    return _said(not is_negated, found)


def _works(person: str, who: str) -> str:
    return f"EXISTS {{ MATCH ({person})<-[works:WORKS_WITH]-(w:Worker) WHERE works.to IS NULL AND {who} }}"


def _said(is_so: bool, text: str) -> str:
    return text if is_so else f"NOT {text}"
