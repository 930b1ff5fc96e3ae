"""Columns: what each number of a feature row means.

A column says whose circumstances it is about (relation), which (theme), how far back (window) and
how they are put together (statistic). Reasons are worded from it, so that they cannot drift apart.
"""

from dataclasses import dataclass
from typing import Self

OWN = "own"
NOW = "now"


@dataclass(frozen=True)
class Column:
    """The meaning of one feature.

    Attributes:
        relation: `own`, or the name of a metapath.
        theme: kind of episode, `intervention`, `move`, a trait, or `service:` and its name.
        window: days back, `all`, or `now` for a state.
        statistic: count, mean, largest, smallest, share, days, or value.
    """

    relation: str
    theme: str
    window: str
    statistic: str

    @property
    def name(self) -> str:
        """The four parts joined by slashes."""
        return "/".join((self.relation, self.theme, self.window, self.statistic))

    @classmethod
    def named(cls, name: str) -> Self:
        """The column of a name; a theme may itself hold slashes."""
        relation, rest = name.split("/", 1)
        theme, window, statistic = rest.rsplit("/", 2)
        return cls(relation, theme, window, statistic)
