"""Link: from a table of records to people, with the evidence for every pair kept.

Invariant: no label and no truth is read; the same records in any order give the same people.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from resolver.block import candidate_pairs
from resolver.cluster import Constraints, Evidence, cluster
from resolver.compare.declared import comparisons_for
from resolver.compare.level import Compared, Comparison
from resolver.model import Model
from resolver.packed import Codes, unpack
from resolver.records import Records
from resolver.score import Scored, bits_of, household_cost, probability, score
from resolver.settings import Settings, default_settings
from resolver.weigh import learn

Progress = Callable[[str, int], None]
_MOST_BITS = 12.0
_LEAST_BITS = -12.0


@dataclass(frozen=True)
class Decisions:
    """Pairs of rows of the records that people have settled."""

    must_link: Sequence[tuple[int, int]] = ()
    cannot_link: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True)
class Reason:
    """One line of an explanation; the bits of all lines add up to the weight of the pair."""

    comparison: str
    level: str
    bits: float


@dataclass(frozen=True)
class Linkage:
    """What linking found.

    `clusters` has source, key and entity_id, a row a record in the order given. `pairs` has left and
    right (rows of the records), weight (bits), probability, judgement, and a level code a comparison.
    """

    clusters: pa.Table
    pairs: pa.Table
    model: Model
    _comparisons: tuple[Comparison, ...] = field(repr=False)
    _held: npt.NDArray[np.int32] = field(repr=False)

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """The comparisons made, bound to the records."""
        return self._comparisons

    def held(self, rows: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """Where rows of the records stand in the order that the comparisons know."""
        return self._held[rows]

    def explain(self, pair: int) -> list[Reason]:
        """Why a row of `pairs` has its weight."""
        left, right = (self._held[[self.pairs[side][pair].as_py()]] for side in ("left", "right"))
        low, high = np.minimum(left, right), np.maximum(left, right)
        compared = [each.compare(low, high) for each in self._comparisons]
        scored = score(self.model, compared)
        reasons = [Reason("prior", "two records taken at random", self.model.prior_bits)]
        for comparison, each in zip(self.model.comparisons, compared, strict=True):
            code = int(each.levels[0])
            label = comparison.levels[code - 1].label if code else "one of the two says nothing"
            bits = comparison.bits()[0][code] - comparison.rarity_bits(each.levels, each.shares)[0]
            reasons.append(Reason(comparison.name, label, float(bits)))
        cost = float(household_cost(scored.household)[0])
        reasons.append(Reason("household", "it may be another person of the same household", -cost))
        return reasons


def link(
    records: pa.Table,
    settings: Settings | None = None,
    model: Model | None = None,
    decisions: Decisions | None = None,
    progress: Progress | None = None,
) -> Linkage:
    """Find which records are of one person.

    Raises:
        RecordsError: `source` or `key` is missing, or a record is given twice.
        ModelError: the model given is for other comparisons.
    """
    chosen = settings if settings is not None else default_settings()
    report = progress if progress is not None else _silent
    held = Records(records)
    report("standardise", len(held))
    words = candidate_pairs(held, chosen)
    report("block", len(words))
    comparisons = comparisons_for(held, chosen)
    left, right = unpack(words)
    compared = [each.compare(left, right) for each in comparisons]
    report("compare", len(left))
    if model is None:
        random = _random_pairs(len(held), chosen)
        background = [each.compare(*random) for each in comparisons]
        model = learn(comparisons, compared, background, len(held) * (len(held) - 1) // 2)
    model.check_serves(comparisons)
    report("weigh", len(left))
    scored = score(model, compared)
    labels = cluster(len(held), _evidence(left, right, scored, chosen), _constraints(held, chosen, decisions))
    report("cluster", int(labels.max(initial=-1)) + 1)
    pairs = _pairs_table(held, left, right, compared, comparisons, scored, chosen)
    back = np.empty(len(held), dtype=np.int32)
    back[held.positions] = np.arange(len(held), dtype=np.int32)
    return Linkage(_clusters_table(records, held, labels), pairs, model, comparisons, back)


def _silent(_stage: str, _done: int) -> None:
    """Report to nobody."""


def _random_pairs(count: int, settings: Settings) -> tuple[Codes, Codes]:
    generator = np.random.default_rng(settings.seed)
    left = generator.integers(0, count, settings.random_pairs, dtype=np.int32)
    right = generator.integers(0, count, settings.random_pairs, dtype=np.int32)
    unequal = left != right
    return np.minimum(left, right)[unequal], np.maximum(left, right)[unequal]


def _evidence(left: Codes, right: Codes, scored: Scored, settings: Settings) -> Evidence:
    weights = np.clip(scored.weight - bits_of(settings.match_threshold), _LEAST_BITS, _MOST_BITS)
    return Evidence(left, right, weights.astype(np.float64))


def _constraints(held: Records, settings: Settings, decisions: Decisions | None) -> Constraints:
    identifiers = tuple(
        held.column(field).codes for field in settings.verified_identifiers if held.has(field)
    )
    if decisions is None:
        return Constraints(identifiers=identifiers)
    back = np.empty(len(held), dtype=np.int32)
    back[held.positions] = np.arange(len(held), dtype=np.int32)
    must, cannot = (_as_codes(pairs, back) for pairs in (decisions.must_link, decisions.cannot_link))
    return Constraints(must, cannot, identifiers)


def _as_codes(pairs: Sequence[tuple[int, int]], back: Codes) -> tuple[Codes, Codes]:
    rows = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return back[rows[:, 0]], back[rows[:, 1]]


def _pairs_table(
    held: Records,
    left: Codes,
    right: Codes,
    compared: list[Compared],
    comparisons: tuple[Comparison, ...],
    scored: Scored,
    settings: Settings,
) -> pa.Table:
    kept = np.flatnonzero(scored.weight >= bits_of(settings.review_threshold))
    weight = scored.weight[kept]
    is_match = weight >= bits_of(settings.match_threshold)
    columns = {
        "left": held.positions[left[kept]].astype(np.int32),
        "right": held.positions[right[kept]].astype(np.int32),
        "weight": weight.astype(np.float64),
        "probability": probability(weight).astype(np.float64),
        "judgement": np.where(is_match, "match", "unsure"),
    }
    levels = {each.name: said.levels[kept] for each, said in zip(comparisons, compared, strict=True)}
    return pa.table({**columns, **levels})


def _clusters_table(records: pa.Table, held: Records, labels: Codes) -> pa.Table:
    """An entity is named by the first of its records, in the order of source and key."""
    entity = np.empty(len(held), dtype=np.int32)
    entity[held.positions] = labels
    names = pa.array(entity).cast(pa.string())
    return pa.table({"source": records["source"], "key": records["key"], "entity_id": names})
