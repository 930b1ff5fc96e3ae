"""UK postcodes, as `AA9 9AA`: outward code, one space, inward code.

The shapes and the letters allowed in each place follow the Royal Mail's Programmer's Guide to the
Postcode Address File; whether a postcode is in use is not checked.
"""

import re

from graph.errors import RefusedValueError

_BLANKS = re.compile(r"[\s.\-]+")
_AREA = "[A-PR-UWYZ]"
_OUTWARD = re.compile(
    rf"GIR|{_AREA}[0-9][0-9]?|{_AREA}[0-9][A-HJKPSTUW]|{_AREA}[A-HK-Y][0-9][0-9]?|{_AREA}[A-HK-Y][0-9][ABEHMNPRVWXY]"
)
_INWARD = re.compile(r"[0-9][ABD-HJLNP-UW-Z]{2}")
_HEARD_AS_DIGIT = str.maketrans("OI", "01")


def canonical(text: str) -> str:
    """The postcode in capitals with its one space; a letter O or I in the place of a digit is read as 0 or 1.

    Raises:
        RefusedValueError: it is incomplete, or not of a postcode's shape.
    """
    packed = _BLANKS.sub("", text).upper()
    outward, inward = packed[:-3], packed[-3:]
    inward = inward[:1].translate(_HEARD_AS_DIGIT) + inward[1:]
    if _OUTWARD.fullmatch(outward) and _INWARD.fullmatch(inward):
        return f"{outward} {inward}"
    if _OUTWARD.fullmatch(packed):
        raise RefusedValueError(
            "postcode_incomplete",
            "only the first half of a postcode",
            "the source may hold the rest",
        )
    raise RefusedValueError(
        "postcode_shape", "not of the shape of a UK postcode", "a postcode looks like SW1A 1AA or M1 1AE"
    )
