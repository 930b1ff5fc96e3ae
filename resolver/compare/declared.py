"""Declared comparisons: from the settings' words to the objects that compare.

Invariant: a comparison whose fields the records lack is left out, and nothing else changes.
"""

from collections.abc import Callable
from typing import NamedTuple

from resolver.compare.address import Address
from resolver.compare.age import Age
from resolver.compare.birth_date import BirthDate
from resolver.compare.case import SharedCase
from resolver.compare.code import CodeValue
from resolver.compare.elapsed import Aged, Spans, recorded_days
from resolver.compare.family_name import FamilyName
from resolver.compare.free_text import FreeText
from resolver.compare.given_name import GivenName
from resolver.compare.identifier import PersonalIdentifier
from resolver.compare.level import Comparison
from resolver.compare.middle_name import MiddleName
from resolver.compare.names import Names
from resolver.compare.shared_contact import SharedContact
from resolver.compare.source import Source
from resolver.compare.whole_name import WholeName
from resolver.parallel import in_parallel
from resolver.records import Records
from resolver.settings import ComparisonKind, DeclaredComparison, Settings

_OF_NAMES: dict[ComparisonKind, Callable[[Names], Comparison]] = {
    ComparisonKind.GIVEN_NAME: GivenName,
    ComparisonKind.MIDDLE_NAME: MiddleName,
    ComparisonKind.FAMILY_NAME: FamilyName,
}
_OF_RECORDS: dict[ComparisonKind, Callable[[Records], Comparison]] = {
    ComparisonKind.BIRTH_DATE: BirthDate,
    ComparisonKind.AGE: Age,
    ComparisonKind.ADDRESS: Address,
    ComparisonKind.SOURCE: Source,
}
_OF_ONE_FIELD: dict[ComparisonKind, Callable[[Records, str], Comparison]] = {
    ComparisonKind.IDENTIFIER: PersonalIdentifier,
    ComparisonKind.CONTACT: SharedContact,
    ComparisonKind.CODE: CodeValue,
    ComparisonKind.TEXT: FreeText,
    ComparisonKind.CASE: SharedCase,
}


_CHANGING = {
    ComparisonKind.ADDRESS: Address.changing,
    ComparisonKind.CONTACT: SharedContact.changing,
    ComparisonKind.FAMILY_NAME: FamilyName.changing,
}
"""The levels that time changes the worth of."""


def comparisons_for(records: Records, settings: Settings) -> tuple[Comparison, ...]:
    """The declared comparisons that these records have fields for, ready to compare them."""
    common = _Common(Names.of(records), Spans(recorded_days(records)))

    def made(declared: DeclaredComparison) -> Comparison:
        comparison = _made(declared, records, common.names)
        changing = _CHANGING.get(declared.kind, ())
        return Aged(comparison, changing, common.spans) if changing else comparison

    return tuple(in_parallel(made, those_with_fields(records, settings), len(records)))


def those_with_fields(records: Records, settings: Settings) -> list[DeclaredComparison]:
    """The declared comparisons that these records have fields for."""
    return [declared for declared in settings.comparisons if _has_to_say(declared, records)]


def _has_to_say(declared: DeclaredComparison, records: Records) -> bool:
    if declared.kind is ComparisonKind.SOURCE:
        return len(records.sources) > 1
    if declared.kind is ComparisonKind.WHOLE_NAME:
        return all(records.has(field) for field in declared.fields)
    return any(records.has(field) for field in declared.fields)


class _Common(NamedTuple):
    """What several comparisons use."""

    names: Names
    spans: Spans


def _made(declared: DeclaredComparison, records: Records, names: Names) -> Comparison:
    if declared.field is not None:
        return _OF_ONE_FIELD[declared.kind](records, declared.field)
    if declared.kind is ComparisonKind.WHOLE_NAME:
        return WholeName(names, records)
    if declared.kind in _OF_NAMES:
        return _OF_NAMES[declared.kind](names)
    return _OF_RECORDS[declared.kind](records)
