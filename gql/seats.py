"""How many subscriptions there are, of everybody together and of each caller, over all connections."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from gql.errors import TooManySubscriptionsError


class Seats:
    """The places that subscriptions may take; none is kept once its subscription has ended."""

    def __init__(self, most: int, most_each: int) -> None:
        self._most = most
        self._most_each = most_each
        self._taken = Counter[str]()

    @contextmanager
    def taken(self, who: str) -> Iterator[None]:
        """Take a place for as long as the block lasts.

        Raises:
            TooManySubscriptionsError: there is none, or the caller has as many as one may have.
        """
        if self._taken.total() >= self._most or self._taken[who] >= self._most_each:
            raise TooManySubscriptionsError
        self._taken[who] += 1
        try:
            yield
        finally:
            self._taken[who] -= 1
            if not self._taken[who]:
                del self._taken[who]
