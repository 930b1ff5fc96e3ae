"""Writing records: what is new is created, what changed replaces, what is unchanged is left alone.

A batch is planned against what the graph holds, then written; each record with its replaced version
is written in one transaction. Where another load was quicker, the rows left over are planned again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, LiteralString

from graph.batch import Batch
from graph.erasure import Tombstones, erased
from graph.errors import QueryError, RefusedValueError
from graph.problem import Refusal
from graph.row_reader import key_repeated
from graph.store import Statement, Store

Row = dict[str, Any]

_ATTEMPTS: Final = 5
CONSTRAINT_FAILED: Final = "Neo.ClientError.Schema.ConstraintValidationFailed"

HELD: LiteralString = """
CALL () { MATCH (erasure:Erasure) RETURN collect(erasure.id) AS erased }
CALL () {
  UNWIND $ids AS id
  MATCH (record:Record {id: id})
  RETURN collect([id, record.hash, record.version, record.row, record.received_at]) AS held
}
"""
"""What the graph has of the records of `$ids`, and what was erased from it, as part of a larger query."""

_CREATE = """
UNWIND $rows AS row
CREATE (record:Record)
SET record = row
"""

_PUT_IN_PLACE: LiteralString = """
MATCH (record:Record {id: row.id})
WHERE record.version = row.version - 1
CREATE (record)-[:REPLACED {at: row.received_at}]->(:RecordVersion {
  id: record.id + '#' + toString(record.version),
  version: record.version,
  hash: record.hash,
  received_at: record.received_at,
  original: record.original
})
SET record = row
"""
_REPLACE: LiteralString = f"UNWIND $rows AS row{_PUT_IN_PLACE}RETURN collect(row.id) AS replaced"

RECORDS_WRITTEN: LiteralString = f"""
CALL () {{
  UNWIND $created AS row
  CREATE (record:Record)
  SET record = row
}}
CALL () {{
  UNWIND $replaced AS row
  {_PUT_IN_PLACE}
}}
"""
"""Writes what is `created` and `replaced` of a `Prepared`, as part of a larger query."""


@dataclass(frozen=True)
class Held:
    """What the graph holds of a record."""

    hash: str
    version: int
    row: str
    received_at: str


@dataclass(frozen=True)
class Terms:
    """On what terms a batch is written.

    Attributes:
        received_at: the time that new versions carry.
        newest: versions received after this time are newer than the batch, and stay.
        repeated: numbers of rows that must not replace other content of their key.
        key: what the ids of records that were erased are hashed with.
    """

    received_at: str
    newest: str
    repeated: frozenset[int] = frozenset()
    key: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class _Known:
    """What the graph holds of the records of a batch, and what was erased from it."""

    held: Mapping[str, Held]
    tombstones: Tombstones


@dataclass
class Written:
    """What became of a batch's records; every one is in exactly one of the four."""

    created: int = 0
    replaced: int = 0
    unchanged: int = 0
    refused: list[Refusal] = field(default_factory=list)


@dataclass
class _Plan:
    """What is to be done with each row, by its place in the batch."""

    create: list[int] = field(default_factory=list)
    replace: list[int] = field(default_factory=list)
    leave: list[int] = field(default_factory=list)
    refuse: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True)
class Prepared:
    """A batch planned against what the graph held, to be written with other things in one transaction.

    Attributes:
        created: records to create, which fails where another load has written one of them meanwhile.
        replaced: records to put in the place of a former version.
        written: places of the rows that they write.
        unchanged: places of the rows that the graph has already.
        refused: what must not be written.
    """

    created: list[Row]
    replaced: list[Row]
    written: list[int]
    unchanged: list[int]
    refused: list[Refusal]

    @property
    def statements(self) -> list[Statement]:
        """What writes it, query by query."""
        work: tuple[tuple[LiteralString, list[Row]], ...] = (
            (_CREATE, self.created),
            (_REPLACE, self.replaced),
        )
        return [(query, {"rows": rows}) for query, rows in work if rows]


async def prepare_batch(store: Store, batch: Batch, terms: Terms) -> Prepared:
    """Plan a batch; nothing is written.

    Raises:
        DatabaseUnavailableError: the database went away.
    """
    names = zip(batch.columns["source"], batch.columns["key"], strict=True)
    return prepared_batch(batch, terms, await _held(store, [f"{source}/{key}" for source, key in names]))


def prepared_batch(batch: Batch, terms: Terms, answer: Mapping[str, Any]) -> Prepared:
    """Plan a batch by what the graph was found to hold, which a query with `HELD` in it has told."""
    rows = dict(enumerate(_rows(batch, terms)))
    plan = _plan(batch, rows, _known_by(answer, terms), terms)
    created, replaced = ([rows[place] for place in places] for places in (plan.create, plan.replace))
    return Prepared(created, replaced, sorted(plan.create + plan.replace), plan.leave, plan.refuse)


async def write_batch(store: Store, batch: Batch, terms: Terms) -> Written:
    """Write a batch's records.

    Raises:
        DatabaseUnavailableError: the database went away; what was written stays.
        QueryError: the database refused the rows.
    """
    written = Written()
    left = dict(enumerate(_rows(batch, terms)))
    for _ in range(_ATTEMPTS):
        if not left:
            return written
        plan = _plan(batch, left, await _known(store, left, terms), terms)
        written.unchanged += len(plan.leave)
        written.refused += plan.refuse
        created = await _create(store, left, plan.create)
        replaced = await _replace(store, left, plan.replace)
        written.created += len(created)
        written.replaced += len(replaced)
        for place in (*plan.leave, *(refusal.at for refusal in plan.refuse), *created, *replaced):
            del left[place]
    raise QueryError(CONSTRAINT_FAILED)


def _rows(batch: Batch, terms: Terms) -> list[Row]:
    """The records as maps of properties; columns without any value are left out."""
    columns = {name: values for name, values in batch.columns.items() if any(values)}
    identifiers = [
        f"{source}/{key}" for source, key in zip(batch.columns["source"], batch.columns["key"], strict=True)
    ]
    names = ("id", "version", "received_at", *columns)
    return [
        dict(zip(names, (identifier, 1, terms.received_at, *values), strict=True))
        for identifier, *values in zip(identifiers, *columns.values(), strict=True)
    ]


def _plan(batch: Batch, left: Mapping[int, Row], known: _Known, terms: Terms) -> _Plan:
    plan = _Plan()
    for place, row in left.items():
        before = known.held.get(row["id"])
        if known.tombstones.covers(row["id"]):
            plan.refuse.append(Refusal(place, "key", erased()))
        elif before is None:
            plan.create.append(place)
        elif before.hash == row["hash"] or before.received_at > terms.newest:
            plan.leave.append(place)
        elif before.row != row["row"]:
            plan.refuse.append(Refusal(place, "key", _taken(before.row)))
        elif batch.numbers[place] in terms.repeated:
            plan.refuse.append(Refusal(place, "key", key_repeated()))
        else:
            row["version"] = before.version + 1
            plan.replace.append(place)
    return plan


async def _known(store: Store, left: Mapping[int, Row], terms: Terms) -> _Known:
    return _known_by(await _held(store, [row["id"] for row in left.values()]), terms)


async def _held(store: Store, ids: Sequence[str]) -> Row:
    (answer,) = await store.read(f"{HELD}RETURN held, erased", ids=ids)
    return answer


def _known_by(answer: Mapping[str, Any], terms: Terms) -> _Known:
    held = {identifier: Held(*values) for identifier, *values in answer["held"]}
    return _Known(held, Tombstones(frozenset(answer["erased"]), terms.key))


async def _create(store: Store, left: Mapping[int, Row], places: Sequence[int]) -> Sequence[int]:
    """The places written: all, or none where another load wrote one of them first."""
    answer = await _send(store, _CREATE, left, places)
    return () if answer is None else places


async def _replace(store: Store, left: Mapping[int, Row], places: Sequence[int]) -> list[int]:
    """The places written: those whose record was not replaced by another load meanwhile."""
    answer = await _send(store, _REPLACE, left, places)
    replaced = {identifier for line in answer or () for identifier in line["replaced"]}
    return [place for place in places if left[place]["id"] in replaced]


async def _send(
    store: Store, query: LiteralString, left: Mapping[int, Row], places: Sequence[int]
) -> list[Row] | None:
    """The query's answer, or None where another load wrote one of the rows first."""
    if not places:
        return []
    try:
        return await store.write(query, rows=[left[place] for place in places])
    except QueryError as error:
        if error.code != CONSTRAINT_FAILED:
            raise
        return None


def _taken(kind: str) -> RefusedValueError:
    return RefusedValueError(
        "key_taken",
        f"a record of kind {kind!r} has this key in the same source",
        "give this contract a `key_prefix`",
    )
