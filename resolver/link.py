"""Link: from a table of records to people, with the evidence for every pair kept.

Invariant: no label and no truth is read; the same records in any order give the same people. With what was
learned before, whether two records are of one person depends on them and on those that connect them.
"""

from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from resolver.caveats import Standing
from resolver.cluster import clusters_of
from resolver.companions import companion_groups
from resolver.constraints import Constraints, Decisions, constraints_of
from resolver.gate import Gate
from resolver.hubs import demote_hubs
from resolver.learned import Learned
from resolver.linkage import Learning, Linkage, Scorer
from resolver.model import Model
from resolver.parallel import at_once, in_parallel
from resolver.records import Records
from resolver.reissued import reissued
from resolver.relate import Evidence, relate
from resolver.score import Scored, bits_of, score
from resolver.settings import Settings, default_settings
from resolver.stand_ins import drop_stand_ins
from resolver.study import Study
from resolver.tables import WeighedPairs, clusters_table, held_table, pairs_table
from resolver.train import Labelled, Progress

_PART = 250_000
_MOST_VARIED = (
    "address_text",
    "full_name",
    "phone",
    "nhs_number",
    "email",
    "household_key",
    "uprn",
    "birth_date",
    "given_name",
    "family_name",
    "postcode",
    "recorded_at",
)
"""Fields with many different values, which take long to standardise; the longest first."""

__all__ = ["Decisions", "Learned", "Linkage", "Settings", "link"]


def link(
    records: pa.Table,
    settings: Settings | None = None,
    learned: Learned | None = None,
    decisions: Decisions | None = None,
    progress: Progress | None = None,
) -> Linkage:
    """Find which records are of one person.

    Args:
        records: canonical person rows; `source` and `key` are needed, any other field may be absent.
        settings: what to compare and where the thresholds lie; the default serves every data set.
        learned: what was learned before, its settings included; without it a model is learned from these
            records.
        decisions: pairs of rows that people have settled.
        progress: hears the name of each stage and how many records or pairs it has done.

    Raises:
        RecordsError: `source` or `key` is missing, or a record is given twice.
        ModelError: the model given is for other comparisons.
        DecisionsError: a decision names a row that there is not.
    """
    chosen = _settings(settings, learned)
    report = progress if progress is not None else _report_to_nobody
    background = learned.background if learned is not None else None
    held = Records(records, background)
    held.standardise(_MOST_VARIED)
    skipped, companions = at_once(partial(drop_stand_ins, held), partial(companion_groups, held), len(held))
    demote_hubs(held, chosen)
    constraints = constraints_of(held, chosen, decisions if decisions is not None else Decisions())
    report("standardise", len(held))
    study = Study(held, Labelled(constraints.must_link, constraints.cannot_link), report)
    studied = study.anew(chosen) if learned is None else study.with_learned(learned)
    pairs, observed = studied.pairs, studied.observed
    model = replace(studied.model, skip_values=skipped) if learned is None else studied.model
    evidence = Evidence(pairs, observed, score(model, observed))
    model, scored, relations = relate(companions, evidence, model, chosen, learns=learned is None)
    report("weigh", len(pairs))
    standing = standing_of(len(held), Evidence(pairs, observed, scored), model, constraints, chosen)
    report("cluster", int(standing.labels.max(initial=-1)) + 1)
    weighed = WeighedPairs(pairs, observed, scored.weight)
    return Linkage(
        clusters_table(records, standing.labels[held.places]),
        pairs_table(held, weighed, model, standing, chosen),
        held_table(held, weighed, standing),
        len(pairs),
        Scorer(model, studied.comparisons, relations, held.places),
        Learning(model, studied.settings, held, studied.crowded),
    )


def _settings(settings: Settings | None, learned: Learned | None) -> Settings:
    if learned is not None:
        return learned.settings
    return settings if settings is not None else default_settings()


def standing_of(
    records: int, evidence: Evidence, model: Model, constraints: Constraints, settings: Settings
) -> Standing:
    """The people that the evidence makes, and what besides the weights settles a pair."""
    drawn = for_and_against(evidence.scored, settings)
    clusters = clusters_of(records, evidence.pairs, drawn, constraints, gate_of(settings))
    return Standing(constraints, reissued(evidence, model, constraints), *clusters)


def _report_to_nobody(_stage: str, _done: int) -> None:
    """Nobody asked to hear of the progress."""


def gate_of(settings: Settings) -> Gate:
    """What it takes to merge two groups of several records: as much evidence as makes one pair a match."""
    return Gate(bits_of(settings.match_threshold) - bits_of(settings.cluster_threshold))


def for_and_against(scored: Scored, settings: Settings) -> npt.NDArray[np.float64]:
    """How strongly each pair speaks for one cluster or against, around the cluster threshold.

    That two records may be of strangers speaks against only so far, because records that say little look
    like strangers without contradicting each other. That they may be of two people of one household, or of
    one name, speaks in full, because it rests on what the records do say.
    """
    weights = np.empty(len(scored.weight), dtype=np.float64)

    def weigh_from(start: int) -> None:
        part = slice(start, start + _PART)
        strangers = np.minimum(-scored.against_strangers[part], settings.strongest_contradiction)
        against = np.logaddexp2(strangers, -scored.against_known[part]).astype(np.float64)
        for_one = -against - bits_of(settings.cluster_threshold)
        np.clip(for_one, -settings.strongest_pair, settings.strongest_pair, out=weights[part])

    in_parallel(weigh_from, range(0, len(weights), _PART), len(weights))
    return weights
