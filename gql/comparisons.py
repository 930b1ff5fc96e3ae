"""By what a field may be compared: the operators of each type of value, and how each is said in Cypher.

Every operator compares with a value, never with a pattern: none takes longer for what is written in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from gql.fields import Leaf
from graph.vocabulary import ValueType


@dataclass(frozen=True)
class Comparison:
    """The input by which fields of some types of value are compared.

    Attributes:
        name: of the input type.
        operand: the type of the schema that one value has.
        operators: what each operator is called; all that are given must hold.
    """

    name: str
    meaning: str
    operand: str
    operators: tuple[str, ...]


_RANGE = ("lt", "lte", "gt", "gte")
_TEXT = Comparison(
    "TextWhere",
    "A text, compared letter by letter, capitals and accents counted.",
    "String",
    ("eq", "in", *_RANGE, "startsWith", "contains", "isNull"),
)
_DATE = Comparison(
    "DateWhere",
    "A date, compared as it is written: YYYY, YYYY-MM, YYYY-MM-DD, or with a time.",
    "String",
    ("eq", "in", *_RANGE, "startsWith", "isNull"),
)
_CODE = Comparison("CodeWhere", "One of a list of codes.", "String", ("eq", "in", "isNull"))
_KEY = Comparison("KeyWhere", "An identifier, as you know it.", "ID", ("eq", "in", "isNull"))
_INTEGER = Comparison("IntegerWhere", "A whole number.", "Int", ("eq", "in", *_RANGE, "isNull"))
_NUMBER = Comparison("NumberWhere", "A number.", "Float", ("eq", "in", *_RANGE, "isNull"))
_BOOLEAN = Comparison("BooleanWhere", "True or false.", "Boolean", ("eq", "isNull"))

COMPARISONS = (_TEXT, _DATE, _CODE, _KEY, _INTEGER, _NUMBER, _BOOLEAN)
_BY_TYPE: Mapping[ValueType, Comparison] = {
    **dict.fromkeys(
        (
            ValueType.TEXT,
            ValueType.NAME,
            ValueType.POSTCODE,
            ValueType.UPRN,
            ValueType.NHS_NUMBER,
            ValueType.PHONE,
            ValueType.EMAIL,
        ),
        _TEXT,
    ),
    **dict.fromkeys((ValueType.DATE, ValueType.PARTIAL_DATE, ValueType.DATETIME), _DATE),
    ValueType.CODE: _CODE,
    ValueType.KEY: _KEY,
    ValueType.INTEGER: _INTEGER,
    ValueType.NUMBER: _NUMBER,
    ValueType.BOOLEAN: _BOOLEAN,
}
OPERATORS: Mapping[str, tuple[str, str]] = {
    "eq": ("{0} = {1}", "Equal to it."),
    "in": ("{0} IN {1}", "One of these."),
    "lt": ("{0} < {1}", "Before it, or less."),
    "lte": ("{0} <= {1}", "Before it, less, or equal."),
    "gt": ("{0} > {1}", "After it, or more."),
    "gte": ("{0} >= {1}", "After it, more, or equal."),
    "startsWith": ("{0} STARTS WITH {1}", "Beginning with it."),
    "contains": ("{0} CONTAINS {1}", "Holding it somewhere."),
    "isNull": ("({0} IS NULL) = {1}", "Whether there is no value that you may read."),
}
"""Each operator in Cypher, with the value first and the operand second, and what it means."""


def comparison_of(leaf: Leaf) -> Comparison | None:
    """By what a field is compared; None for one that cannot be, such as stored JSON."""
    return _BY_TYPE.get(leaf.declared.type)
