"""Linkage: the result of linking, and why each pair has its weight.

Invariant: the parts of an explanation add up to the weight of the pair, because the same model and the
same comparisons make both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from resolver.caveats import CAVEAT, CAVEATS
from resolver.compare.level import Comparison, LevelCodes
from resolver.kin import KIN_RULES, as_kin, kin_rules
from resolver.learned import Learned
from resolver.model import Bits, Model
from resolver.packed import Codes, Words
from resolver.records import Records
from resolver.relate import COMPANIONS, MATCH_TOO, Relations
from resolver.score import Odds, household_cost, namesake_cost, weighed
from resolver.settings import Settings

SAYS_NOTHING = "one of the two says nothing"
_OTHERS = ("it may be another person of the same household", *(rule.says for rule in KIN_RULES))


@dataclass(frozen=True)
class Reason:
    """One line of an explanation: what was compared, how far it agrees, and what that is worth in bits."""

    comparison: str
    level: str
    bits: float


@dataclass(frozen=True)
class Part:
    """One line of the explanations of many pairs.

    Attributes:
        comparison: what was compared.
        labels: what each level means; level 0 is nothing to compare.
        levels: the level of each pair.
        bits: what it is worth for each pair.
    """

    comparison: str
    labels: tuple[str, ...]
    levels: LevelCodes
    bits: Bits

    def reason(self, pair: int) -> Reason:
        """The line for one of the pairs."""
        return Reason(self.comparison, self.labels[self.levels[pair]], float(self.bits[pair]))


@dataclass(frozen=True)
class Scorer:
    """A model together with the comparisons of the records it scores.

    `places` leads from the rows of the table given to the order in which the records are held.
    """

    model: Model
    comparisons: Sequence[Comparison]
    relations: Relations
    places: Codes

    def parts(self, left: Codes, right: Codes) -> list[Part]:
        """What makes the weights of the pairs of rows `left` and `right`."""
        one, other = self.places[left], self.places[right]
        low, high = np.minimum(one, other), np.maximum(one, other)
        parts, odds = self._compared(low, high)
        rules = kin_rules(self.model, _levels(parts[1:], len(low)))
        odds = odds._replace(household=as_kin(rules, odds.same_person, odds.household))
        companions = self._companions(low, high, weighed(odds).weight)
        household = odds.household + companions.bits
        others = Part("household", _OTHERS, rules, -household_cost(household))
        namesakes = _alike(
            "namesake", "it may be a stranger of the same name", -namesake_cost(household, odds.namesake)
        )
        return [*parts, companions, others, namesakes]

    def _compared(self, low: Codes, high: Codes) -> tuple[list[Part], Odds]:
        """The prior and a part for each comparison, and the odds that they make."""
        person, household, namesake = (np.full(len(low), each, np.float32) for each in self.model.prior())
        parts = [_alike("prior", "two records taken at random", person)]
        for known, comparison in zip(self.model.comparisons, self.comparisons, strict=True):
            compared = comparison.compare(low, high)
            rarity, evidence = known.rarity_bits(compared), known.bits()
            labels = (SAYS_NOTHING, *(level.label for level in known.levels))
            bits = evidence.same_person[compared.levels] - rarity
            parts.append(Part(known.name, labels, compared.levels, bits))
            person = person + bits
            household = household + evidence.household[compared.levels] - rarity
            namesake = namesake + evidence.namesake[compared.levels]
        return parts, Odds(person, household, namesake)

    def _companions(self, low: Codes, high: Codes, so_far: Bits) -> Part:
        levels = self.relations.levels(low, high)
        levels[so_far < self.relations.least] = 0
        return Part(COMPANIONS, (SAYS_NOTHING, MATCH_TOO), levels, self.relations.bits(levels))


@dataclass(frozen=True)
class Learning:
    """What a run learned or was given: the makings of `Learned`, which is costly for many records."""

    model: Model
    settings: Settings
    records: Records
    crowded: Words

    def learned(self) -> Learned:
        """The model with what is common in the records."""
        return Learned(self.model, self.records.as_background(self.crowded), self.settings)


@dataclass(frozen=True)
class Linkage:
    """What linking found.

    Attributes:
        clusters: source, key and entity_id of every record, in the order given.
        pairs: left and right (rows of the records given), weight (bits), probability, judgement
            (match, unsure or no_match), caveat (why it is not judged by its weight alone, null for most),
            and the level code of each comparison, 0 for nothing to compare.
        held: the merges of two groups of several records that were not made and are for a person to decide:
            one and other (entities), left and right (rows of their strongest pair), its weight, the bits of
            all pairs between them, how many of these support it, and caveat.
        candidates: how many pairs were compared.
    """

    clusters: pa.Table
    pairs: pa.Table
    held: pa.Table
    candidates: int
    scorer: Scorer = field(repr=False)
    learning: Learning = field(repr=False)

    @property
    def model(self) -> Model:
        """The model that weighed the pairs."""
        return self.learning.model

    @cached_property
    def learned(self) -> Learned:
        """All that judging further records takes."""
        return self.learning.learned()

    def parts(self) -> list[Part]:
        """What makes the weights of all rows of `pairs`: parts whose bits add up to them."""
        return self._parts(self.pairs)

    def explain(self, pair: int) -> list[Reason]:
        """Why a row of `pairs` has its weight: lines whose bits add up to it."""
        return [part.reason(0) for part in self._parts(self.pairs.slice(pair, 1))]

    def _parts(self, rows: pa.Table) -> list[Part]:
        left, right = (rows[side].to_numpy() for side in ("left", "right"))
        parts = self.scorer.parts(left, right)
        texts = rows[CAVEAT].combine_chunks()
        if texts.null_count == len(texts):
            return parts
        codes = pc.index_in(texts, pa.array(CAVEATS)).fill_null(-1).to_numpy(zero_copy_only=False) + 1
        nothing = np.zeros(len(texts), dtype=np.float32)
        return [*parts, Part(CAVEAT, (SAYS_NOTHING, *CAVEATS), codes.astype(np.uint8), nothing)]


def _levels(parts: Sequence[Part], pairs: int) -> LevelCodes:
    """The levels of all parts, shape (pairs, parts)."""
    return np.array([part.levels for part in parts], dtype=np.uint8).reshape(len(parts), pairs).T


def _alike(comparison: str, label: str, bits: Bits) -> Part:
    """A part with the same label for every pair."""
    return Part(comparison, (label,), np.zeros(len(bits), dtype=np.uint8), bits)
