"""Weighing: one term against everybody, and what it is worth for each person.

Invariant: everyone whom the term may concern is weighed, none by sample or cut-off, so that the best are the
best. What a person's records say is taken together: an old address in one and a new name in another are both
theirs; of two alike values the closer counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from resolver.packed import Codes, Longs
from resolver.search.aspect import Aspect
from resolver.search.hit import Part
from resolver.search.likelihood import CLOSEST_BUT, DIFFERENT, Flags, Levels, Weights
from resolver.search.roll import Roll
from resolver.search.segment import Segment
from resolver.search.terms import Simple, Term, readings_of


@dataclass(frozen=True)
class Population:
    """Who is searched: the segments of their records, the roll, and for each person whether they count."""

    segments: Sequence[Segment]
    roll: Roll
    counts: Flags | None

    def knows(self, field: str) -> Flags:
        """For each person who counts whether their records say anything of that sort."""
        known = self.roll.knows(field)
        return known if self.counts is None else known & self.counts


@dataclass(frozen=True)
class Match:
    """The values of one aspect that are like a term, and who has them."""

    aspect: Aspect
    values: Codes
    levels: Levels
    places: Codes
    which: Longs
    persons: Codes


@dataclass(frozen=True)
class Weighed:
    """One reading of a term against everybody.

    Attributes:
        term: the reading.
        matches: the values that are like it.
        levels: of each person.
        people: how many people are at each level.
        worth: of each level, in bits.
    """

    term: Simple
    matches: tuple[Match, ...]
    levels: Levels
    people: Longs
    worth: Weights

    @property
    def bits(self) -> Weights:
        """What the term is worth for each person."""
        return self.worth[self.levels]

    def part(self, person: int, roll: Roll) -> Part | None:
        """What the term says of a person; None where their records say nothing to compare."""
        level = int(self.levels[person])
        if level < DIFFERENT:
            return None
        field, value, record = self._shown(person, level, roll) if level > DIFFERENT else ("", "", "")
        alike = int(self.people[level:].sum())
        return Part(
            asked=self.term.asked,
            field=field,
            value=value,
            how=self.term.scale.wording(level),
            record=record,
            one_in=float(self.people[DIFFERENT:].sum()) / alike,
            bits=float(self.worth[level]),
        )

    def _shown(self, person: int, level: int, roll: Roll) -> tuple[str, str, str]:
        """Field, value and record of the match at this level; the first in that order."""
        found = []
        for match in self.matches:
            rows = np.flatnonzero((match.persons == person) & (match.levels[match.which] == level))
            records = roll.records.at(match.places[rows])
            values = [match.aspect.shown(int(code)) for code in match.values[match.which[rows]]]
            field = match.aspect.field
            found += [(field, value, record) for value, record in zip(values, records, strict=True)]
        return min(found)


def weigh_all(term: Term, population: Population) -> tuple[Weighed, ...]:
    """All readings of a term, weighed."""
    return tuple(_weigh(reading, population) for reading in readings_of(term))


def best_reading(readings: Sequence[Weighed]) -> tuple[Weights, Codes]:
    """For each person the bits of the reading that fits best, and which one that is.

    A reading that fits counts before one that does not; the first reading is the one contradicted.
    """
    bits, which = readings[0].bits, np.zeros(len(readings[0].levels), dtype=np.int32)
    is_alike = readings[0].levels >= CLOSEST_BUT
    for number, reading in enumerate(readings[1:], 1):
        fits = reading.levels >= CLOSEST_BUT
        is_better = fits & (~is_alike | (reading.bits > bits))
        bits, which = np.where(is_better, reading.bits, bits), np.where(is_better, number, which)
        is_alike |= fits
    return bits, which.astype(np.int32)


def _weigh(term: Simple, population: Population) -> Weighed:
    matches = tuple(
        match
        for segment in population.segments
        for field in term.fields
        if (match := _match(term, segment[field], population.roll)) is not None
    )
    known = population.knows(term.fields[0])
    levels = np.append(known, False).astype(np.uint8)
    if matches:
        reached = np.concatenate([match.levels[match.which] for match in matches])
        persons = np.concatenate([match.persons for match in matches])
        order = np.argsort(reached, kind="stable")
        levels[persons[order]] = reached[order]
    levels = levels[:-1]
    levels[~known] = 0
    people = np.bincount(levels, minlength=len(term.scale.likenesses) + CLOSEST_BUT).astype(np.int64)
    return Weighed(term, matches, levels, people, term.scale.worth(people))


def _match(term: Simple, aspect: Aspect, roll: Roll) -> Match | None:
    values, levels = aspect.finder.find(term)
    if not len(values):
        return None
    places, which = aspect.postings.of_values(values)
    return Match(aspect, values, levels, places, which, roll.person_of[places])
