"""The forms in which less of a value is shown, in Cypher; a field without a form is not shown.

A coarse form tells a part that many share: the year of a date, the first half of a postcode. A masked form
lets somebody check a number that they are told, and does not tell it: its last three characters, behind stars
whose number is the same for every value, so that its length is not told either.
"""

from collections.abc import Mapping

from gql.fields import Leaf
from graph.vocabulary import Sensitivity, ValueType

_COARSE: Mapping[ValueType, str] = {
    ValueType.PARTIAL_DATE: "left({0}, 4)",
    ValueType.DATE: "left({0}, 4)",
    ValueType.POSTCODE: "split({0}, ' ')[0]",
}
_NUMBERS = {ValueType.NHS_NUMBER, ValueType.PHONE, ValueType.UPRN}
_STARS = "*******"
_SHOWN = 3
# Of a shorter value the last three would be too much of it, and it is shown as stars alone.
_SHORTEST = 8
_MASKED = (
    f"CASE WHEN {{0}} IS NULL THEN null WHEN size({{0}}) < {_SHORTEST} THEN '{_STARS}' "
    f"ELSE '{_STARS}' + right({{0}}, {_SHOWN}) END"
)


def coarse(leaf: Leaf) -> str:
    """The coarse form of a field, with its value at `{0}`; null where it has none."""
    return _COARSE.get(leaf.declared.type, "null")


def masked(leaf: Leaf) -> str:
    """The masked form of a field, with its value at `{0}`; null where it has none."""
    return _MASKED if has_mask(leaf) else "null"


def has_mask(leaf: Leaf) -> bool:
    """Whether a field is a number that people are asked for, written as text."""
    declared = leaf.declared
    is_number = declared.type is ValueType.TEXT and declared.sensitivity is Sensitivity.IDENTIFIER
    return is_number or declared.type in _NUMBERS
