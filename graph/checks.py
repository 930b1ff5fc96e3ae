"""Checks across the fields of a row: what must be there, and what must not end before it began."""

from collections.abc import Mapping

from graph.errors import RefusedValueError
from graph.problem import Refusal
from graph.readers.chunk import Text

_ORDERED = (("birth_date", "death_date"), ("address_from", "address_to"), ("start", "end"))


def missing(values: Mapping[str, Text], needed: tuple[str, ...], refusals: list[Refusal]) -> list[Refusal]:
    """A refusal for each needed field that is empty, but for those refused already."""
    told = {(refusal.at, refusal.field) for refusal in refusals}
    return [
        Refusal(at, field, _missing(field))
        for field in needed
        if None in values[field]
        for at, value in enumerate(values[field])
        if value is None and (at, field) not in told
    ]


def out_of_order(values: Mapping[str, Text]) -> list[Refusal]:
    """A refusal of each end that lies before its start, as far as both are known."""
    return [
        Refusal(at, last, _out_of_order(first))
        for first, last in _ORDERED
        if first in values and last in values
        for at, (start, end) in enumerate(zip(values[first], values[last], strict=True))
        if start is not None and end is not None and _is_before(end, start)
    ]


def _is_before(end: str, start: str) -> bool:
    known = min(len(end), len(start))
    return end[:known] < start[:known]


def _missing(field: str) -> RefusedValueError:
    if field == "key":
        return RefusedValueError("key_missing", "the identifier is missing", "is the right column named?")
    return RefusedValueError(
        "value_required", "this field may not be empty", "see `required` in the contract"
    )


def _out_of_order(first: str) -> RefusedValueError:
    return RefusedValueError("ends_before_start", f"it lies before {first}", "are the two swapped?")
