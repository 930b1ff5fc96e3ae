"""Names by community: how usual each is, and how families pass them on.

Invariant: the same dice give the same names; frequencies follow rank to the community's power.
"""

import random
from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Literal, Self

from borough import data_files

Sex = Literal["female", "male"]
SEXES: tuple[Sex, Sex] = ("female", "male")
_COMPOSED_WEIGHT = 0.3
_ERAS = ((1965, "old"), (1993, "mid"), (3000, "young"))
_FEMININE = (("ski", "ska"), ("cki", "cka"), ("dzki", "dzka"), ("ov", "ova"), ("ev", "eva"))


@dataclass(frozen=True)
class Weighted:
    """Values with their cumulative weights."""

    values: tuple[str, ...]
    cumulative: tuple[float, ...]

    @classmethod
    def by_rank(cls, text: str, skew: float, composed: list[str] | None = None) -> Self:
        """Values of `text` weighted by rank to the power `-skew`; `Name*3` triples a weight."""
        weights: dict[str, float] = {}
        for rank, word in enumerate(text.split(), 1):
            name, _, factor = word.partition("*")
            weights[name] = weights.get(name, 0.0) + float(factor or 1) / (rank + 1.5) ** skew
        rest = _COMPOSED_WEIGHT * min(weights.values())
        for name in composed or []:
            weights.setdefault(name, rest)
        return cls(tuple(weights), tuple(accumulate(weights.values())))

    def draw(self, dice: random.Random) -> str:
        """One value."""
        return self.values[bisect(self.cumulative, dice.random() * self.cumulative[-1])]


@dataclass(frozen=True)
class Name:
    """What a person is called."""

    given: str
    middle: str
    family: str


@dataclass(frozen=True)
class Community:
    """A community's names and customs."""

    name: str
    share: float
    ethnicity: str
    language: str
    surnames: Weighted
    given_names: Mapping[tuple[Sex, str], Weighted]
    customs: Mapping[str, Any] = field(default_factory=dict)

    def custom(self, name: str) -> float:
        """A custom's share; 0 where the community does not have it."""
        return float(self.customs.get(name, 0.0))

    def given(self, dice: random.Random, sex: Sex, year: int) -> str:
        """A given name for a child of `sex` born in `year`."""
        era = next(name for end, name in _ERAS if year < end)
        return self.given_names[sex, era].draw(dice)

    def family(self, dice: random.Random) -> str:
        """A family name, in the form that a man bears."""
        name = self.surnames.draw(dice)
        share = self.custom("double_surnames") + self.custom("double_barrelled")
        if share and dice.random() < share:
            joint = " " if "double_surnames" in self.customs else "-"
            return f"{self.surnames.draw(dice)}{joint}{name}"
        return name

    def family_for(self, dice: random.Random, sex: Sex, family: str) -> str:
        """The form of `family` that a person of `sex` bears."""
        if sex == "male":
            return family
        for own, share in self.customs.get("feminine_surnames", {}).items():
            if dice.random() < share:
                return str(own)
        return feminine(family) if self.customs.get("gendered_endings") else family

    def middle(self, dice: random.Random, sex: Sex, year: int) -> str:
        """A middle name, often none."""
        rule = self.customs.get("middle")
        if rule is not None:
            return str(rule[sex]) if dice.random() < rule["share"] else ""
        has_one = dice.random() < (0.55 if self.language == "English" else 0.12)
        return self.given(dice, sex, year) if has_one else ""

    def is_patronymic(self) -> bool:
        """Whether a child bears its father's and grandfather's given names."""
        return bool(self.customs.get("patronymic"))


def feminine(family: str) -> str:
    """The ending that a woman bears, such as Kowalska for Kowalski."""
    for masculine, ending in _FEMININE:
        if family.endswith(masculine):
            return family.removesuffix(masculine) + ending
    return family


def communities() -> tuple[Community, ...]:
    """All communities, in the order of the data."""
    return tuple(_community(name, rules) for name, rules in data_files.read("communities").items())


def nicknames() -> dict[str, tuple[str, ...]]:
    """Familiar forms by given name."""
    return {name: tuple(forms.split()) for name, forms in data_files.read("nicknames").items()}


def spellings() -> dict[str, tuple[str, ...]]:
    """Other spellings by name."""
    found: dict[str, tuple[str, ...]] = {}
    for line in data_files.read("variants"):
        family = line.split()
        for name in family:
            found.setdefault(name, tuple(other for other in family if other != name))
    return found


def _community(name: str, rules: dict[str, Any]) -> Community:
    skew = float(rules["skew"])
    given: dict[tuple[Sex, str], Weighted] = {}
    for sex in SEXES:
        for _, era in _ERAS:
            lists = rules[sex]
            text = lists.get(era, lists.get("all"))
            given[sex, era] = Weighted.by_rank(text, skew, _composed(lists))
    return Community(
        name=name,
        share=float(rules["share"]),
        ethnicity=rules["ethnicity"],
        language=rules["language"],
        surnames=Weighted.by_rank(rules["surnames"], skew, _composed(rules)),
        given_names=given,
        customs=rules,
    )


def _composed(rules: dict[str, Any]) -> list[str]:
    if "compose" not in rules:
        return []
    first, second = (part.split() for part in rules["compose"])
    return [start + end for start in first for end in second]
