"""Newcomers: records on their way in, with the blocks and the company that they are in.

Invariant: what is worked out of a record is worked out once, to find whose it is and to keep it.
"""

from dataclasses import dataclass

from resolver.live.block_words import Word
from resolver.live.shelf import Row
from resolver.said import Said


@dataclass(frozen=True)
class Newcomer:
    """One record.

    Attributes:
        id: its id.
        row: the canonical row.
        said: what it says.
        words: the blocks that it is in.
        company: the word of its company, 0 for none.
    """

    id: str
    row: Row
    said: Said
    words: list[Word]
    company: int


@dataclass(frozen=True)
class Newcomers:
    """Records, each once."""

    each: tuple[Newcomer, ...]

    @property
    def ids(self) -> list[str]:
        """The ids of the records, in their order."""
        return [each.id for each in self.each]
