"""From rows as delivered to records: every value canonical, every problem with its row and its rule."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeVar

from graph import checks
from graph.batch import Batch, record_columns
from graph.contract import OnError
from graph.draft import Draft
from graph.errors import RefusedValueError
from graph.fields import field_readers, key_reader
from graph.problem import WHOLE_ROW, Cost, Delivery, Quarantined, Refusal
from graph.readers.chunk import BROKEN_MARK, BrokenRow, Chunk, Text
from graph.values import full_name

SeenKeys = dict[str, str]
Value = TypeVar("Value")

KEY_REPEATED = "key_repeated"


class RowReader:
    """Reads chunk after chunk of one delivery.

    Args:
        delivery: the contract, and what the rows came in.
        seen: hash of the content of each key met so far; shared where several files are one delivery.
    """

    def __init__(self, delivery: Delivery, seen: SeenKeys) -> None:
        contract = delivery.contract
        self._contract = contract
        self._delivery = delivery
        self._seen = seen
        self._readers = [key_reader(contract), *field_readers(contract, delivery.received_at.date())]
        self._droppable = {
            name
            for name in (*contract.columns, *contract.parted)
            if contract.policy(name) is OnError.DROP_VALUE
        }

    def batch(self, chunk: Chunk) -> Batch:
        """The chunk's rows as records."""
        draft = self._draft(chunk)
        draft.write_originals()
        draft.refusals += checks.missing(draft.values, ("key", *self._contract.needed), draft.refusals)
        draft.refusals += checks.out_of_order(draft.values)
        draft.write_hashes()
        draft.out |= {refusal.at for refusal in draft.refusals if refusal.field not in self._droppable}
        self._find_repeats(draft)
        quarantined = [*map(self._broken, chunk.broken), *self._quarantined(draft)]
        return Batch(
            row=self._contract.row,
            numbers=_kept(draft, draft.numbers),
            columns=self._columns(draft),
            quarantined=quarantined,
            repeated=len(draft.repeats),
            received=chunk.received,
        )

    def _draft(self, chunk: Chunk) -> Draft:
        omits = self._contract.omits
        columns = {name: texts for name, texts in chunk.columns.items() if not omits(name)}
        draft = Draft(chunk.numbers, columns)
        for reader in self._readers:
            written = reader.written(columns, len(chunk.numbers))
            draft.values[reader.field], refused = reader.read(written)
            draft.refusals += refused
            if reader.field == "full_name":
                draft.values |= self._name_parts(written, draft.values["full_name"])
        return draft

    def _name_parts(self, written: Text, names: Text) -> dict[str, Text]:
        wanted = self._contract.parted
        if not wanted:
            return {}
        parts = [
            {} if text is None or name is None else _parts_of(text)
            for text, name in zip(written, names, strict=True)
        ]
        return {field: [each.get(field) for each in parts] for field in wanted}

    def _find_repeats(self, draft: Draft) -> None:
        """Rows of a key met before: a repeat where the content is the same, out where it is not."""
        keys, hashes = draft.values["key"], draft.values["hash"]
        for at, (key, content) in enumerate(zip(keys, hashes, strict=True)):
            if at in draft.out or key is None or content is None:
                continue
            before = self._seen.setdefault(key, content)
            if before is content:
                continue
            if before == content:
                draft.repeats.add(at)
            else:
                draft.out.add(at)
                draft.refusals.append(Refusal(at, "key", key_repeated()))

    def _columns(self, draft: Draft) -> dict[str, Text]:
        count = len(draft.numbers)
        given: dict[str, Text] = {
            "source": [self._contract.source] * count,
            "row": [self._contract.row.value] * count,
            **draft.values,
        }
        recorded: Text = given.get("recorded_at", [None] * count)
        given["recorded_at"] = [self._delivery.day if each is None else each for each in recorded]
        names = (*record_columns(self._contract.row), "original", "hash")
        return {name: _kept(draft, given.get(name, [None] * count)) for name in names}

    def _quarantined(self, draft: Draft) -> list[Quarantined]:
        by_place: dict[int, list[Refusal]] = {}
        for refusal in draft.refusals:
            by_place.setdefault(refusal.at, []).append(refusal)
        return [self._row(draft, at, by_place[at]) for at in sorted(by_place)]

    def _row(self, draft: Draft, at: int, refusals: list[Refusal]) -> Quarantined:
        cost = Cost.ROW if at in draft.out else Cost.VALUE
        key = draft.values["key"][at]
        return self._delivery.quarantined(draft.numbers[at], key, refusals, cost, draft.original(at))

    def _broken(self, row: BrokenRow) -> Quarantined:
        refusal = Refusal(0, WHOLE_ROW, row.error)
        original = self._without_omitted(row)
        return self._delivery.quarantined(row.number, None, [refusal], Cost.ROW, original)

    def _without_omitted(self, row: BrokenRow) -> dict[str, str]:
        """The broken row, but nothing of it where columns are omitted: theirs could be any part of it."""
        if not self._contract.omit:
            return row.original
        return {f"{BROKEN_MARK}withheld": f"row {row.number} of {self._delivery.file}"}


def _kept(draft: Draft, values: Sequence[Value]) -> list[Value]:
    left_out = draft.out | draft.repeats
    return [value for at, value in enumerate(values) if at not in left_out] if left_out else list(values)


@lru_cache(maxsize=100_000)
def _parts_of(written: str) -> dict[str, str]:
    parts = full_name.split(written)
    named = {
        "title": parts.title,
        "given_name": parts.given,
        "middle_name": parts.middle,
        "family_name": parts.family,
    }
    return {field: value for field, value in named.items() if value}


def key_repeated() -> RefusedValueError:
    """What is told of a row whose key an earlier row of the file had, with other content."""
    return RefusedValueError(
        KEY_REPEATED,
        "an earlier row of the file has this key and other content",
        "does `key` name every column that tells rows apart?",
    )
