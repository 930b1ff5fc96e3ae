"""Study: what there is to know before anything is joined: the model, the candidate pairs, what they show.

Invariant: a model that is given is used as it is, and so are its rules and what was crowded. Without one, the
rules are tried on a sample of the records, and what they propose of it teaches both what each level is worth
and which rules are worth their pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np

from resolver.block import Candidates, proposed
from resolver.block_of_few import FEW, pairs_of_few
from resolver.compare.declared import comparisons_for
from resolver.compare.level import Comparison
from resolver.keys import Keys
from resolver.learned import Learned
from resolver.model import Model
from resolver.observe import Observed, observe
from resolver.packed import Words, sorted_unique
from resolver.parallel import at_once
from resolver.pilot import pilot_of
from resolver.records import Records
from resolver.rules import Rule, rules_of
from resolver.score import probability, score
from resolver.settings import Settings
from resolver.train import Chance, Labelled, Progress, Teaching, chance_of, learned_from
from resolver.worthwhile import worthwhile

_NO_PAIR = np.uint64(2**64 - 1)


@dataclass(frozen=True)
class Studied:
    """The outcome of a study.

    Attributes:
        comparisons: how records are compared.
        model: what each level is worth.
        settings: those given, with the rules that are used.
        crowded: hashes of the blocks that propose nothing, ascending.
        pairs: the candidate pairs, packed and ascending, and those that somebody has settled.
        observed: what the comparisons say of them.
    """

    comparisons: Sequence[Comparison]
    model: Model
    settings: Settings
    crowded: Words
    pairs: Words
    observed: Observed


class _Tried(NamedTuple):
    """What a pilot teaches: the model, the rules, its own pairs, and what is proposed of all records."""

    comparisons: Sequence[Comparison]
    model: Model
    rules: list[Rule]
    pairs: Words
    observed: Observed
    found: Candidates


@dataclass(frozen=True)
class Study:
    """Records to study, which pairs are settled, and who hears of the progress."""

    records: Records
    labelled: Labelled
    progress: Progress

    def with_learned(self, learned: Learned) -> Studied:
        """Use what was learned before.

        Raises:
            ModelError: the model is for other comparisons.
            SettingsError: a rule names a part of a field that does not exist.
        """
        comparisons = comparisons_for(self.records, learned.settings)
        learned.model.check_serves(comparisons)
        found = self._proposed(learned)
        pairs = self._with_settled(found)
        observed = observe(learned.model, comparisons, pairs, partial(self.progress, "compare"))
        return Studied(comparisons, learned.model, learned.settings, found.crowded, pairs, observed)

    def _proposed(self, learned: Learned) -> Candidates:
        keys, rules, crowded = Keys(self.records), rules_of(learned.settings), learned.background.crowded
        if len(self.records) <= FEW:
            return Candidates(pairs_of_few(keys, rules, crowded), crowded)
        return proposed(keys, rules, crowded)

    def anew(self, settings: Settings) -> Studied:
        """Learn from these records.

        Raises:
            SettingsError: a rule names a part of a field that does not exist.
        """
        tried = self._tried(settings)
        pairs = self._with_settled(tried.found)
        blocking = tuple(rule.keys for rule in tried.rules)
        used = settings.model_copy(update={"blocking": blocking, "split_by": ()})
        observed = self._observed(pairs, tried)
        return Studied(tried.comparisons, tried.model, used, tried.found.crowded, pairs, observed)

    def _tried(self, settings: Settings) -> _Tried:
        """What a pilot teaches, and the candidate pairs that come of it."""
        keys = Keys(self.records)
        pilot, chance = at_once(
            partial(pilot_of, keys, rules_of(settings), settings),
            partial(self._chance, settings),
            len(self.records),
        )
        self.progress("pilot", len(pilot.pairs))
        teaching = Teaching(chance, pilot, self.labelled)
        model, seen = learned_from(teaching, len(self.records), settings, self.progress)
        likely = probability(score(model, seen).weight)
        rules = worthwhile(pilot, likely, settings, len(self.records))
        return _Tried(chance.comparisons, model, rules, pilot.pairs, seen, proposed(keys, rules))

    def _chance(self, settings: Settings) -> Chance:
        return chance_of(comparisons_for(self.records, settings), len(self.records), settings)

    def _with_settled(self, found: Candidates) -> Words:
        settled = self.labelled.pairs
        pairs = sorted_unique(np.concatenate([found.pairs, settled])) if len(settled) else found.pairs
        self.progress("block", len(pairs))
        return pairs

    def _observed(self, pairs: Words, tried: _Tried) -> Observed:
        """What the comparisons say of pairs, some of which have been seen."""
        places = np.searchsorted(pairs, tried.pairs)
        used = np.append(pairs, _NO_PAIR)[places] == tried.pairs
        is_seen = np.zeros(len(pairs), dtype=np.bool_)
        is_seen[places[used]] = True
        rest = observe(tried.model, tried.comparisons, pairs[~is_seen], partial(self.progress, "compare"))
        words, rarity = np.empty(len(pairs), dtype=np.uint64), np.empty(len(pairs), dtype=np.float32)
        words[is_seen], rarity[is_seen] = (known[used] for known in tried.observed)
        words[~is_seen], rarity[~is_seen] = rest
        return Observed(words, rarity)
