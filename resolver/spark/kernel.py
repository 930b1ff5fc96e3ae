"""Kernel: what runs on the workers, on Arrow tables of some records: the code of the local engine.

Invariant: with what was learned before, the blocks of a record depend on the record, the weight of a pair on
its two records and the companions of both, and the clusters of a component on the component. So a part that
is closed in this sense gives what the whole would.
"""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from pyspark import Broadcast

from resolver.caveats import BRIDGE, CAVEAT, CAVEATS, WEAK, CaveatCodes, Settled, Standing
from resolver.cluster import clusters_of
from resolver.compare.declared import comparisons_for
from resolver.constraints import Decisions, constraints_of
from resolver.gate import Held
from resolver.hubs import demote_hubs
from resolver.keys import NO_KEY, Keys
from resolver.learned import Learned
from resolver.live.company import company_words
from resolver.model import Model
from resolver.observe import observe
from resolver.packed import Codes, Longs, Words, is_among, pack, unpack
from resolver.records import Records
from resolver.reissued import reissued
from resolver.relate import Evidence, relate
from resolver.rules import rules_of
from resolver.score import score
from resolver.stand_ins import drop_stand_ins
from resolver.tables import kept_pairs, pairs_table
from resolver.tell import for_and_against, gate_of

Fields = list[tuple[str, pa.DataType]]
Kept = Broadcast[Learned]

OURS = ("record", "company", "part")
"""Columns that the engine adds to records."""
_NUMBER, _TEXT, _BITS = pa.int64(), pa.string(), pa.float64()
_ENDS: Fields = [("left", _NUMBER), ("right", _NUMBER)]
_WORD: Fields = [("record", _NUMBER), ("word", _NUMBER), ("is_company", pa.bool_())]
_TOLD: Fields = [("weight", _BITS), ("probability", _BITS), ("judgement", _TEXT), (CAVEAT, _TEXT)]
_ENTITY: Fields = [("record", _NUMBER), ("entity", _NUMBER), *_ENDS, (CAVEAT, _TEXT)]
WORDS, CLUSTERED = pa.schema(_WORD), pa.schema(_ENTITY)
_NONE = np.empty(0, dtype=np.uint64)
_NO_CODES, _NO_PLACES = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int64)
_NOTHING_HELD = Held(_NO_CODES, _NO_CODES, _NO_CODES, _NO_CODES, np.empty(0), _NO_PLACES)


def weighed_schema(model: Model) -> pa.Schema:
    """What `weighed` gives: ends and force of every pair, and what is told of those worth keeping."""
    levels: Fields = [(each.name, pa.int16()) for each in model.comparisons]
    fields: Fields = [*_ENDS, ("force", _BITS), *_TOLD, *levels]
    return pa.schema(fields)


def words_of(batches: Iterator[pa.RecordBatch], kept: Kept) -> Iterator[pa.RecordBatch]:
    """The words of the blocks that each record is in, and of its companions."""
    for batch in batches:
        table = pa.Table.from_batches([batch])
        if table.num_rows:
            yield from _words(table, kept.value).to_batches()


def weighed(records: pa.Table, pairs: pa.Table, kept: Kept) -> pa.Table:
    """How strongly each pair speaks for one cluster or against, and what is told of those worth keeping.

    Args:
        records: the records of the pairs, each with the word of its company, 0 for none.
        pairs: with a pair of two companies, all candidate pairs of these two companies.
        kept: what was learned before.
    """
    learned, held, numbers = kept.value, _held(records, kept.value), _numbers(records)
    words = np.sort(_packed(pairs, numbers))
    comparisons = comparisons_for(held, learned.settings)
    learned.model.check_serves(comparisons)
    observed = observe(learned.model, comparisons, words, _nobody_asks)
    evidence = Evidence(words, observed, score(learned.model, observed))
    groups = _groups(records, held.positions)
    _, scored, _ = relate(groups, evidence, learned.model, learned.settings, learns=False)
    table = _told(held, evidence, learned)
    force = for_and_against(scored, learned.settings)
    for column, values in enumerate((*(numbers[each] for each in unpack(words)), force)):
        table = table.add_column(column, ("left", "right", "force")[column], pa.array(values))
    return table.cast(weighed_schema(learned.model))


def clustered(records: pa.Table, pairs: pa.Table, kept: Kept) -> pa.Table:
    """The entity of each record, which is its least record, and the pairs on which a merge was held back.

    The components of the pairs must be whole.
    """
    learned, numbers = kept.value, _numbers(records)
    constraints = constraints_of(_held(records, learned), learned.settings, Decisions())
    words = _packed(pairs, numbers)
    order = np.argsort(words)
    words, forces = words[order], pairs["force"].to_numpy()[order]
    clusters = clusters_of(len(numbers), words, forces, constraints, gate_of(learned.settings))
    first = np.full(int(clusters.labels.max(initial=-1)) + 1, len(numbers), dtype=np.int64)
    np.minimum.at(first, clusters.labels, np.arange(len(numbers)))
    caveats = Standing(Settled(constraints, _NONE), *clusters).caveats(words)
    return pa.concat_tables(
        [
            pa.table({"record": pa.array(numbers), "entity": pa.array(numbers[first[clusters.labels]])}),
            _held_back(words, caveats, numbers),
        ],
        promote_options="default",
    ).select(CLUSTERED.names)


def _words(table: pa.Table, learned: Learned) -> pa.Table:
    held, records = _held(table, learned), table["record"].to_numpy()
    numbers = records[held.positions]
    keys = Keys(held)
    tables = [_as_words(numbers, company_words(held), is_company=True)]
    for rule in rules_of(learned.settings):
        words = keys.rule(rule.keys)
        words[is_among(words, learned.background.crowded)] = NO_KEY
        tables.append(_as_words(numbers[keys.members], words, is_company=False))
    return pa.concat_tables(tables)


def _as_words(records: Longs, words: Words, *, is_company: bool) -> pa.Table:
    known = words != NO_KEY
    kind = np.full(int(known.sum()), is_company)
    columns = {"record": records[known], "word": words[known].astype(np.int64), "is_company": kind}
    return pa.table(columns, schema=WORDS)


def _told(held: Records, evidence: Evidence, learned: Learned) -> pa.Table:
    """What the local engine's table says of each pair, clusters apart; nulls for those not worth keeping."""
    pairs, model, settings = evidence.pairs, learned.model, learned.settings
    constraints = constraints_of(held, settings, Decisions())
    alone = np.arange(len(held), dtype=np.int32)
    settled = Settled(constraints, reissued(evidence, model, constraints))
    kept = kept_pairs(held, evidence, model, settled, settings)
    table = pairs_table(kept, Standing(settled, alone, _NOTHING_HELD), settings)
    left, right = (held.places[table[side].to_numpy()] for side in ("left", "right"))
    row = np.full(len(pairs), -1)
    row[np.searchsorted(pairs, pack(left, right))] = np.arange(table.num_rows)
    return table.drop_columns(["left", "right"]).take(pa.array(row, mask=row < 0))


def _held_back(words: Words, caveats: CaveatCodes, numbers: Longs) -> pa.Table:
    """The pairs on which a merge was held back, and why."""
    rows = np.flatnonzero((caveats == BRIDGE) | (caveats == WEAK))
    left, right = unpack(words[rows])
    why = pa.array([CAVEATS[code - 1] for code in caveats[rows].tolist()], pa.string())
    return pa.table({"left": pa.array(numbers[left]), "right": pa.array(numbers[right]), CAVEAT: why})


def _held(table: pa.Table, learned: Learned) -> Records:
    """The records standardised, what says nothing dropped."""
    held = Records(
        table.drop_columns([name for name in OURS if name in table.column_names]), learned.background
    )
    drop_stand_ins(held)
    demote_hubs(held, learned.settings)
    return held


def _numbers(records: pa.Table) -> Longs:
    """The numbers of the records as held: they ascend as source and key do."""
    return np.sort(records["record"].to_numpy())


def _packed(pairs: pa.Table, numbers: Longs) -> Words:
    left, right = (np.searchsorted(numbers, pairs[side].to_numpy()) for side in ("left", "right"))
    return pack(left, right)


def _groups(records: pa.Table, positions: Longs) -> Codes:
    """The group of companions of each record as held, -1 for none."""
    company = records["company"].to_numpy()[positions]
    codes = np.unique(company, return_inverse=True)[1].astype(np.int32)
    return np.where(company == 0, -1, codes).astype(np.int32)


def _nobody_asks(_done: int) -> None:
    """Nobody hears of the progress on a worker."""
