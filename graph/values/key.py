"""A key: an identifier that only its source understands, kept as written but for its blanks."""

from collections.abc import Sequence

from graph.errors import RefusedValueError
from graph.values import text as free_text

_LONGEST = 200
_JOINT = "|"


def canonical(text: str) -> str:
    """The identifier without blanks around it, and single spaces within.

    Raises:
        RefusedValueError: it is empty, longer than 200 characters, or holds undecodable bytes.
    """
    key = free_text.tidy(text)
    if not key:
        raise RefusedValueError("key_missing", "the identifier is missing", "is the right column named?")
    if len(key) > _LONGEST:
        raise RefusedValueError("key_too_long", f"longer than {_LONGEST} characters", "is a quote missing?")
    return key


def joined(parts: Sequence[str]) -> str:
    """Several parts as one identifier; a joint inside a part is escaped, so that no two rows collide."""
    if len(parts) == 1:
        return canonical(parts[0])
    return _JOINT.join(canonical(part).replace("\\", "\\\\").replace(_JOINT, f"\\{_JOINT}") for part in parts)
