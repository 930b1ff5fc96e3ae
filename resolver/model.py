"""The model: what each degree of agreement is worth, in a form that a person can read and check.

Invariant: the model is all that scoring needs besides the records; saved and read again, it gives the
same weights. Fellegi and Sunter (1969), with a third class between match and stranger: another person of
the same household, for whom agreeing on surname and address is no chance. Strangers are of two kinds,
because the parts of a name are not independent: those of another name, and namesakes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from resolver.compare.level import Compared, Comparison, Rarity
from resolver.errors import ModelError

VERSION = 2
SIMILAR_DAMPING = 0.5
MOST_RARITY_BITS = 8.0
_RAREST = 1e-6
_NO_SHARE = np.float32(1e-30)
_DAMPING = {Rarity.EXACT.value: 1.0, Rarity.SIMILAR.value: SIMILAR_DAMPING, Rarity.RATIO.value: 1.0}

Bits = npt.NDArray[np.float32]


@dataclass(frozen=True)
class LevelModel:
    """One level of a comparison: how often each kind of pair reaches it.

    `reference` is the share of the value at which its rarity adds nothing; 0 where rarity plays no part.
    """

    label: str
    same_person: float
    household: float
    namesake: float
    stranger: float
    rarity: str
    reference: float


@dataclass(frozen=True)
class ComparisonModel:
    """The levels of one comparison, level 1 first."""

    name: str
    levels: tuple[LevelModel, ...]

    def bits(self) -> "Evidence":
        """Evidence of each level code, 0 for nothing to compare."""
        return self._evidence

    @cached_property
    def _evidence(self) -> "Evidence":
        kinds = [(each.same_person, each.household, each.namesake, each.stranger) for each in self.levels]
        shares = np.array(kinds).reshape(-1, 4)
        evidence = np.vstack([np.zeros(3), np.log2(shares[:, :3] / shares[:, 3:])]).astype(np.float32)
        return Evidence(*evidence.T)

    def rarity_bits(self, compared: Compared) -> Bits:
        """How much likelier strangers agree on this value than on any: negative for a rare value."""
        bits = np.zeros(len(compared.levels), dtype=np.float32)
        self.add_rarity(compared, bits)
        return bits

    def add_rarity(self, compared: Compared, bits: Bits) -> None:
        """Add the same to the bits of each pair."""
        damping, reference = self.rarities
        if not damping.any():
            return
        rows = np.flatnonzero((damping > 0).take(compared.levels))
        levels, shares = compared.levels[rows].astype(np.intp), compared.share_at(rows)
        rarity = np.log2(np.maximum(shares, _NO_SHARE) / reference[levels]) * damping[levels]
        rarity[shares <= 0] = 0
        bits[rows] += np.clip(rarity, -MOST_RARITY_BITS, MOST_RARITY_BITS)

    @cached_property
    def rarities(self) -> tuple[Bits, Bits]:
        """For each level code how far rarity weighs in, and the share at which it adds nothing."""
        damping = [0.0, *(_damping(level) for level in self.levels)]
        reference = [1.0, *(level.reference for level in self.levels)]
        return np.array(damping, dtype=np.float32), np.array(reference, dtype=np.float32)


class Evidence(NamedTuple):
    """Bits of each level code of a comparison, against strangers."""

    same_person: Bits
    household: Bits
    namesake: Bits


class Prior(NamedTuple):
    """Log odds, in bits, of each rare class against strangers."""

    same_person: float
    household: float
    namesake: float


def _damping(level: LevelModel) -> float:
    if level.reference <= 0:
        return 0.0
    return _DAMPING.get(level.rarity, 0.0)


@dataclass(frozen=True)
class Model:
    """Shares of the rare classes among all pairs of records, and the comparisons.

    Attributes:
        same_person: share of the pairs that are of one person.
        household: share of the pairs that are of two people of one household.
        namesake: share of the pairs that are of strangers of one name.
        comparisons: what each level of agreement is worth.
        version: of this form.
        companions: how many bits it adds that the companions of two records match.
        skip_values: for each field the words that were found to stand in for a name.
    """

    same_person: float
    household: float
    namesake: float
    comparisons: tuple[ComparisonModel, ...]
    version: int = VERSION
    companions: float = 0.0
    skip_values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def places(self) -> Mapping[str, Sequence[tuple[int, int]]]:
        """For each label of a level the comparisons, by their places, and level codes that have it."""
        found: dict[str, list[tuple[int, int]]] = {}
        for place, comparison in enumerate(self.comparisons):
            for code, level in enumerate(comparison.levels, start=1):
                found.setdefault(level.label, []).append((place, code))
        return found

    def prior(self) -> "Prior":
        """What is to be said of a pair of which nothing is known."""
        stranger = max(_RAREST, 1.0 - self.same_person - self.household - self.namesake)
        rare = np.array([self.same_person, self.household, self.namesake])
        return Prior(*np.log2(rare / stranger).tolist())

    def to_json(self) -> str:
        """The model as indented JSON."""
        return json.dumps(asdict(self), indent=2)

    @classmethod
    def from_json(cls, text: str) -> "Model":
        """Read what `to_json` wrote.

        Raises:
            ModelError: it is no model, or a model of another version.
        """
        try:
            read = json.loads(text)
            if read["version"] != VERSION:
                raise ModelError(
                    f"the model is of version {read['version']}, this resolver reads {VERSION}: train anew"
                )
            comparisons = tuple(
                ComparisonModel(each["name"], tuple(LevelModel(**level) for level in each["levels"]))
                for each in read["comparisons"]
            )
            shares = (read["same_person"], read["household"], read["namesake"])
            skip_values = {name: tuple(words) for name, words in read["skip_values"].items()}
            return cls(*shares, comparisons, read["version"], read["companions"], skip_values)
        except (json.JSONDecodeError, AttributeError, KeyError, TypeError) as error:
            raise ModelError("this is not a model of the resolver: train anew") from error

    def check_serves(self, comparisons: Sequence[Comparison]) -> None:
        """Raise unless the model knows these comparisons, level by level.

        Raises:
            ModelError: the model was trained for other comparisons.
        """
        mine = [(each.name, len(each.levels)) for each in self.comparisons]
        theirs = [(each.name, len(each.levels)) for each in comparisons]
        if mine != theirs:
            raise ModelError(
                "the model was trained for other comparisons than these records allow: train anew"
            )
