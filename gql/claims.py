"""Which claims of a token say what of the caller: identity providers name and nest them in their own ways."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ClaimNames:
    """The claims that are read.

    A name is that of a claim, or of one inside another with dots between (`resource_access.kith.roles`).
    After a blank there may be a beginning: of the values only those count that have it, without it.
    """

    roles: str = "roles"
    purposes: str = "purposes"
    team: str = "team"
    worker: str = "worker"

    def texts(self, claims: Mapping[str, Any], name: str) -> list[str]:
        """The values of a claim that holds several.

        Raises:
            TypeError: it is no list of texts that are not empty, or none of them counts.
        """
        claim, _, beginning = name.partition(" ")
        value = _found(claims, claim)
        if not isinstance(value, list):
            raise TypeError("not a list of texts")
        texts = [text(each) for each in value]
        kept = [each.removeprefix(beginning) for each in texts if each.startswith(beginning)]
        if not kept:
            raise TypeError("no value that counts")
        return kept

    def text_or_none(self, claims: Mapping[str, Any], name: str) -> str | None:
        """The value of a claim that holds one; None where it is not there.

        Raises:
            TypeError: it is no text, or empty.
        """
        value = _found(claims, name)
        return None if value is None else text(value)


def text(value: Any) -> str:
    """A text that is not empty.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(value, str) or not value:
        raise TypeError("not a text")
    return value


def _found(claims: Mapping[str, Any], name: str) -> Any:
    """A claim by its own name, which may hold dots, else the one inside others."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found
