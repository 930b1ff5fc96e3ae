"""What is worked out of a person once, where an answer needs it several times.

A tie is a walk, and the database reads a large statement slowly: what is asked of one person in five fields
would cost five walks, and five times the reading.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager


class Known:
    """What a statement works out of people, each in the clause right before the answer about them."""

    def __init__(self) -> None:
        self._people: dict[str, dict[str, _Worth]] = {}

    @contextmanager
    def about(self, *people: str) -> Iterator["Worked"]:
        """What is asked once of these people, bound by variables, while the block compiles the answer."""
        new = [each for each in dict.fromkeys(people) if each not in self._people]
        self._people.update({person: {} for person in new})
        worked = Worked()
        try:
            yield worked
        finally:
            worked.take(self._people.pop(person) for person in new)

    @contextmanager
    def apart(self, person: str) -> Iterator[None]:
        """Nothing is asked once of a person while the block compiles clauses that see no other variable."""
        before = self._people.pop(person, None)
        try:
            yield
        finally:
            if before is not None:
                self._people[person] = before

    def once(self, person: str, text: str, *, is_certain: bool) -> str:
        """The name of what an expression comes to, or the expression where it is not asked once.

        Args:
            text: an expression of the person's facts alone.
            is_certain: whether it is worked out for people who are held without any restriction.
        """
        known = self._people.get(person)
        if known is None:
            return text
        worth = known.setdefault(text, _Worth(f"{person}k{len(known)}"))
        worth.uses += 1
        worth.is_certain = worth.is_certain or is_certain
        return worth.name


class _Worth:
    """An expression: its name, how often it is used, and whether it is worked out for nearly everybody."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.uses = 0
        self.is_certain = False

    @property
    def is_worth_it(self) -> bool:
        """Whether it is worked out before the answer, and not where it is used."""
        return self.is_certain and self.uses > 1


class Worked:
    """What was asked while a block compiled; complete when the block has ended."""

    def __init__(self) -> None:
        self._asked: list[tuple[str, _Worth]] = []

    def take(self, found: Iterator[dict[str, _Worth]]) -> None:
        """Take over what was asked of people."""
        self._asked = [each for known in found for each in known.items()]

    def returned(self, answer: str, wanted: str = "") -> str:
        """The clauses that answer: what is needed several times is worked out before.

        What nobody needs whose record is open is left where it is used, behind what is cheaper to ask.

        Args:
            wanted: the WHERE clause of the rows that are answered, which follows a WITH.
        """
        worth_it = [(text, each) for text, each in self._asked if each.is_worth_it]
        left = {each.name: text for text, each in self._asked if not each.is_worth_it}
        if left:
            names = re.compile(rf"\b({'|'.join(left)})\b")
            answer, wanted = (names.sub(lambda found: left[found[1]], each) for each in (answer, wanted))
        worked_out = "".join(f", {text} AS {each.name}" for text, each in worth_it)
        first = f"WITH *{worked_out}" if worked_out else ""
        return f"{first} {wanted} RETURN {answer}"
