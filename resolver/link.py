"""Link: from a table of records to people, with the evidence for every pair kept.

Invariant: no label and no truth is read; the same records in any order give the same people. With what was
learned before, whether two records are of one person depends on them and on those that connect them.
"""

from dataclasses import replace
from functools import partial

import pyarrow as pa

from resolver.companions import companion_groups
from resolver.constraints import Decisions, constraints_of
from resolver.hubs import demote_hubs
from resolver.learned import Learned
from resolver.linkage import Learning, Linkage, Scorer
from resolver.parallel import at_once
from resolver.records import Records
from resolver.relate import Evidence, relate
from resolver.score import score
from resolver.settings import Settings, default_settings
from resolver.stand_ins import drop_stand_ins
from resolver.study import Study
from resolver.tables import clusters_table
from resolver.tell import told_of
from resolver.train import Labelled, Progress

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
    told = told_of(held, Evidence(pairs, observed, scored), model, constraints, chosen)
    report("cluster", int(told.labels.max(initial=-1)) + 1)
    return Linkage(
        clusters_table(records, told.labels[held.places]),
        told.pairs,
        told.held,
        len(pairs),
        Scorer(model, studied.comparisons, relations, held.places),
        Learning(model, studied.settings, held, studied.crowded),
    )


def _settings(settings: Settings | None, learned: Learned | None) -> Settings:
    if learned is not None:
        return learned.settings
    return settings if settings is not None else default_settings()


def _report_to_nobody(_stage: str, _done: int) -> None:
    """Nobody asked to hear of the progress."""
