"""What came of a change: kept with its key, so that it is told again and not done again."""

from dataclasses import asdict, dataclass, field
from typing import Any

import orjson

from gql.marks import Marked


@dataclass(frozen=True)
class Done:
    """What came of a change.

    Attributes:
        is_done: whether anything was; otherwise the answer is that of an id that never was.
        ids: what was written.
        position: the change feed's position afterwards.
        about: ids of the people or records whom the answer may tell of, under the rules of the moment.
        more: what else is told.
        people: whom it was about, as the audit is told of people.
        hidden: who was named and may not be found, for the audit alone.
        glass: ids of those for whom the glass was broken by it.
    """

    is_done: bool = False
    ids: tuple[str, ...] = ()
    position: int = 0
    about: tuple[str, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)
    people: tuple[Marked, ...] = ()
    hidden: tuple[Marked | None, ...] = ()
    glass: tuple[str, ...] = ()

    def to_json(self) -> str:
        """As it is kept."""
        return orjson.dumps(asdict(self)).decode()

    @classmethod
    def of_json(cls, text: str) -> "Done":
        """As it was kept."""
        kept: dict[str, Any] = orjson.loads(text)
        for name in ("ids", "about", "people", "hidden", "glass"):
            kept[name] = tuple(kept[name])
        return cls(**kept)
