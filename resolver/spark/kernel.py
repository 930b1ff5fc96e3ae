"""Kernel: what runs on the workers, on Arrow tables of some records: the code of the local engine.

Invariant: with what was learned before, the blocks of a record depend on the record, the weight of a pair on
its two records and the companions of both, and the clusters of a component on the component. So a part that
is closed in this sense gives what the whole would.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyspark import Broadcast

from resolver.cluster import clusters_of
from resolver.compare.declared import comparisons_for
from resolver.constraints import Decisions, constraints_of
from resolver.hubs import demote_hubs
from resolver.keys import NO_KEY, Keys
from resolver.learned import Learned
from resolver.link import for_and_against, gate_of
from resolver.live.company import company_words
from resolver.observe import observe
from resolver.packed import Codes, Longs, Words, is_among, pack, unpack
from resolver.records import Records
from resolver.relate import Evidence, relate
from resolver.rules import rules_of
from resolver.score import score
from resolver.stand_ins import drop_stand_ins

Fields = list[tuple[str, pa.DataType]]

OURS = ("record", "company", "part")
"""Columns that the engine adds to records."""
_NUMBER, _FLAG, _WEIGHT, _FORCE = pa.int64(), pa.bool_(), pa.float32(), pa.float64()
_WORD: Fields = [("record", _NUMBER), ("word", _NUMBER), ("is_company", _FLAG)]
_PAIR: Fields = [("left", _NUMBER), ("right", _NUMBER), ("weight", _WEIGHT), ("force", _FORCE)]
_RECORD: Fields = [("record", _NUMBER), ("entity", _NUMBER)]
WORDS, WEIGHED, CLUSTERED = pa.schema(_WORD), pa.schema(_PAIR), pa.schema(_RECORD)


def words_of(batches: Iterator[pa.RecordBatch], kept: "Broadcast[Learned]") -> Iterator[pa.RecordBatch]:
    """The words of the blocks that each record is in, and of its companions."""
    for batch in batches:
        table = pa.Table.from_batches([batch])
        if table.num_rows:
            yield from _words(table, kept.value).to_batches()


def weighed(records: pa.Table, pairs: pa.Table, kept: "Broadcast[Learned]") -> pa.Table:
    """The weights of pairs, and how strongly each speaks for one cluster or against.

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
    left, right = unpack(words)
    force = for_and_against(scored, learned.settings)
    return _table([numbers[left], numbers[right], scored.weight, force], WEIGHED)


def clustered(records: pa.Table, pairs: pa.Table, kept: "Broadcast[Learned]") -> pa.Table:
    """The entity of each record, which is its least record; the components of the pairs must be whole."""
    learned, numbers = kept.value, _numbers(records)
    constraints = constraints_of(_held(records, learned), learned.settings, Decisions())
    words = _packed(pairs, numbers)
    order = np.argsort(words)
    forces = pairs["force"].to_numpy()[order]
    gate = gate_of(learned.settings)
    labels = clusters_of(len(numbers), words[order], forces, constraints, gate).labels
    first = np.full(int(labels.max(initial=-1)) + 1, len(labels), dtype=np.int64)
    np.minimum.at(first, labels, np.arange(len(labels)))
    return _table([numbers, numbers[first[labels]]], CLUSTERED)


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
    return _table([records[known], words[known].astype(np.int64), kind], WORDS)


def _table(columns: Sequence[npt.NDArray[Any]], schema: pa.Schema) -> pa.Table:
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


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
