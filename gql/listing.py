"""The arguments of a list: how many rows, which are kept, by what they are sorted; each within its bounds."""

from dataclasses import dataclass
from typing import Any

from graphql.execution.values import VariableValues

from gql.builder import Builder
from gql.errors import InvalidVariablesError, TooCostlyError
from gql.filters import MOST_NAMES, compile_where, measured
from gql.paths import Path
from gql.roots import MOST
from gql.selection import Selected

MOST_ORDERS = 3


@dataclass(frozen=True)
class Listing:
    """Reads the arguments of the lists of one compilation.

    Attributes:
        variables: those of the first asking; only which parts they have is used.
    """

    builder: Builder
    variables: VariableValues

    def kept(self, selected: Selected, kind: str, variable: str, path: Path | None = None) -> str:
        """The clause that keeps the rows which a filter asks for."""
        given = selected.argument("where")
        return compile_where(self.builder, given, given(self.variables), kind, variable, path)

    def check(self, selected: Selected) -> None:
        """See that a list is asked for within its bounds, whether or not anything of it may be seen.

        Raises:
            InvalidVariablesError: it is sorted by too much.
            TooCostlyError: its filter, with those before it, names too much.
        """
        self.first(selected)
        where, order = self.given(selected, "where"), self.given(selected, "orderBy")
        if len(order or ()) > MOST_ORDERS:
            raise InvalidVariablesError
        self.builder.names += 0 if where is None else measured(where)
        if self.builder.names > MOST_NAMES:
            raise TooCostlyError

    def given(self, selected: Selected, argument: str) -> Any:
        """An argument as the first asking gives it."""
        return selected.argument(argument)(self.variables)

    def first(self, selected: Selected) -> str:
        """The parameter that holds how many rows are asked for."""
        return self.builder.bounded(selected, "first", MOST)
