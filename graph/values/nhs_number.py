"""NHS numbers: ten digits, the last of which checks the others (modulus 11)."""

import re

from stdnum.exceptions import InvalidChecksum, ValidationError
from stdnum.gb import nhs

from graph.errors import RefusedValueError

_BLANKS = re.compile(r"[\s.\-]+")


def canonical(text: str) -> str:
    """The ten digits without spaces.

    Raises:
        RefusedValueError: not ten digits, a wrong check digit, or one digit ten times, which
            systems use as a stand-in.
    """
    digits = _BLANKS.sub("", text)
    try:
        number = str(nhs.validate(digits))
    except InvalidChecksum:
        raise RefusedValueError(
            "nhs_number_check_digit", "the check digit is wrong", "a digit was mistyped or two were swapped"
        ) from None
    except ValidationError:
        raise RefusedValueError("nhs_number_shape", "not ten digits", "is it another number?") from None
    if len(set(number)) == 1:
        raise RefusedValueError(
            "nhs_number_placeholder", "one digit repeated is no NHS number", "list it under `nothing`"
        )
    return number
