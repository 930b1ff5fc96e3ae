"""Reading one canonical field from the columns of a chunk.

Each distinct text is made canonical once and remembered, up to a bound.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graph.canonical import Canonical, canonical_for
from graph.contract import ColumnRule, Contract
from graph.errors import RefusedValueError
from graph.problem import Refusal
from graph.readers.chunk import Text
from graph.values import code_list, key
from graph.vocabulary import ValueType, vocabulary

_REMEMBERED = 100_000
_KEY_JOINT = "\x1f"

Columns = Mapping[str, Text]


class Memory(dict[str | None, str | None]):
    """What each text became; made when first asked for. A refused text became nothing."""

    def __init__(self, read: Callable[[str], str | None]) -> None:
        super().__init__({None: None})
        self._read = read
        self.refused: dict[str | None, RefusedValueError] = {}

    def __missing__(self, written: str) -> str | None:
        found = None
        try:
            found = self._read(written)
        except RefusedValueError as error:
            self.refused[written] = error.with_traceback(None)
        self[written] = found
        return found

    def forget_if_full(self) -> None:
        """Keep the memory that this takes within bounds."""
        if len(self) > _REMEMBERED:
            self.clear()
            self.refused.clear()
            self[None] = None


@dataclass(frozen=True)
class FieldReader:
    """Reads one canonical field, chunk after chunk."""

    field: str
    rule: ColumnRule
    join: Callable[[Iterable[str | None]], str | None]
    memory: Memory

    def read(self, written: Text) -> tuple[Text, list[Refusal]]:
        """The canonical values, null where there is none or it was refused, and what was refused."""
        memory = self.memory
        memory.forget_if_full()
        values = [memory[each] for each in written]
        if self.rule.default is not None:
            values = self._with_default(written, values)
        return values, self._refusals(written)

    def written(self, columns: Columns, count: int) -> Text:
        """What the source wrote for this field in `count` rows, several columns joined."""
        missing: Text = [None] * count
        parts = [columns.get(source, missing) for source in self.rule.sources]
        if len(parts) == 1:
            return parts[0]
        return [self.join(each) for each in zip(*parts, strict=True)] if parts else missing

    def _with_default(self, written: Text, values: Text) -> Text:
        refused, default = self.memory.refused, self.rule.default
        return [
            default if value is None and each not in refused else value
            for each, value in zip(written, values, strict=True)
        ]

    def _refusals(self, written: Text) -> list[Refusal]:
        refused = self.memory.refused
        if not refused:
            return []
        return [Refusal(at, self.field, refused[each]) for at, each in enumerate(written) if each in refused]


def field_readers(contract: Contract, today: date) -> list[FieldReader]:
    """A reader for every field that the contract maps."""
    return [_field_reader(contract, name, rule, today) for name, rule in contract.columns.items()]


def key_reader(contract: Contract) -> FieldReader:
    """A reader for the key of the rows themselves."""
    nothing = folded(contract.nothing)

    def read(written: str) -> str:
        return contract.prefix + _key_of(written, nothing)

    return FieldReader("key", ColumnRule(columns=contract.key), _join_key, Memory(read))


def folded(nothing: Iterable[str]) -> frozenset[str]:
    """Values that mean nothing, as they are compared."""
    return frozenset({"", *(code_list.fold(each) for each in nothing)})


def _field_reader(contract: Contract, name: str, rule: ColumnRule, today: date) -> FieldReader:
    nothing = folded((*contract.nothing, *rule.nothing))
    declared = contract.fields[name]
    if declared.type is ValueType.KEY:
        return FieldReader(name, rule, _join_key, Memory(lambda written: _link_of(written, nothing)))
    canonical = canonical_for(name, declared, today, rule.date_formats)
    known = () if declared.codes is None else vocabulary().codes[declared.codes]
    listed = {code_list.fold(code): meant for code, meant in rule.codes.items()}
    codes = {**{code: code for code in known}, **listed}
    return FieldReader(
        name, rule, _join_text(rule.separator, nothing), Memory(_reading(codes, nothing, canonical))
    )


def _reading(
    codes: Mapping[str, str | None], nothing: frozenset[str], canonical: Canonical
) -> Callable[[str], str | None]:
    def read(written: str) -> str | None:
        code = code_list.fold(written)
        if code in nothing:
            return None
        if not codes:
            return canonical(written)
        meant = codes.get(code, codes.get(code_list.ANY_OTHER, written))
        return None if meant is None else canonical(meant)

    return read


def _join_text(separator: str, nothing: frozenset[str]) -> Callable[[Iterable[str | None]], str | None]:
    def join(parts: Iterable[str | None]) -> str | None:
        kept = [part.strip() for part in parts if part is not None and code_list.fold(part) not in nothing]
        return separator.join(kept) or None

    return join


def _join_key(parts: Iterable[str | None]) -> str | None:
    return _KEY_JOINT.join(part or "" for part in parts)


def _link_of(written: str, nothing: frozenset[str]) -> str | None:
    """A key field: null where all its parts are nothing, refused where some are."""
    if all(code_list.fold(part) in nothing for part in written.split(_KEY_JOINT)):
        return None
    return _key_of(written, nothing)


def _key_of(written: str, nothing: frozenset[str]) -> str:
    parts = written.split(_KEY_JOINT)
    return key.joined(["" if code_list.fold(part) in nothing else part for part in parts])
