"""Email addresses, in small letters.

The shape is the one that HTML's `input type=email` accepts, with a dot in the domain.
"""

import re

from graph.errors import RefusedValueError

_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(
    rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})*\.[a-z][a-z0-9-]*[a-z0-9]"
)


def canonical(text: str) -> str:
    """The address in small letters, without `mailto:`.

    Raises:
        RefusedValueError: it is not one address.
    """
    address = text.strip().lower().removeprefix("mailto:").strip("<>;, ")
    if _ADDRESS.fullmatch(address):
        return address
    if address.count("@") > 1:
        raise RefusedValueError("email_several", "more than one address", "keep one, or map a second column")
    raise RefusedValueError("email_shape", "not of the shape name@domain.tld")
