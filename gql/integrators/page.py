"""Which page is asked for, by whom, and the cursors that lead from one page to the next.

No two cursors are alike, also of one place: that a cursor is another one than before tells nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qsl

from gql.access import AccessPlan
from gql.caller import Caller
from gql.cursors import Cursors, bound_to
from gql.errors import InvalidVariablesError
from gql.integrators.errors import ParametersError

MOST, USUAL = 1000, 100
_COST = 5
_PARAMETERS = {"first", "after"}


@dataclass(frozen=True)
class Page:
    """A page that is asked for.

    Attributes:
        first: how many items it holds at most.
        after: the cursor that it begins after; None to begin.
    """

    first: int = USUAL
    after: str | None = None

    @property
    def cost(self) -> int:
        """What it takes of the caller's budget: the values that it may hold."""
        return self.first * _COST


@dataclass(frozen=True)
class Reader:
    """Who reads pages: under which plan, with which glass broken, and with what cursors are sealed."""

    caller: Caller
    plan: AccessPlan
    glass: tuple[str, ...]
    secret: bytes = field(repr=False)

    def seal(self, what: str, place: Sequence[Any]) -> str:
        """A new cursor of a place in something that is read in pages."""
        return self._cursors.seal(bound_to(what, []), [*place, token_hex(8)])

    def open(self, what: str, cursor: str) -> list[Any]:
        """The place that a cursor is of.

        Raises:
            ParametersError: it is no cursor of this caller, for this purpose, under these rules, of this.
        """
        try:
            return self._cursors.open(bound_to(what, []), cursor)[:-1]
        except InvalidVariablesError:
            raise ParametersError from None

    @property
    def _cursors(self) -> Cursors:
        plan = self.plan
        under = [plan.pack, plan.policy, *sorted(self.caller.roles)]
        return Cursors.of(self.secret, self.caller.subject, plan.purpose, under)


def read_page(query: bytes) -> Page:
    """The page that the parameters of an address ask for.

    Raises:
        ParametersError: they are not those of a page, each given once.
    """
    given = _parameters(query)
    first = given.get("first", str(USUAL))
    if not (first.isascii() and first.isdecimal() and len(first) <= 4 and 1 <= int(first) <= MOST):
        raise ParametersError
    return Page(int(first), given.get("after"))


def _parameters(query: bytes) -> dict[str, str]:
    if not query:
        return {}
    try:
        found = parse_qsl(
            query.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=len(_PARAMETERS),
        )
    except ValueError:
        raise ParametersError from None
    given = dict(found)
    if len(given) != len(found) or not given.keys() <= _PARAMETERS:
        raise ParametersError
    return given
