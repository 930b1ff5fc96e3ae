"""An array that grows at its end.

Invariant: what was put in stays at its place; room is made in steps, so that growing costs little each time.
"""

from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

_Kind = TypeVar("_Kind", bound=np.generic)
_FIRST_ROOM = 1024


class Growing(Generic[_Kind]):
    """Values by place: 0, 1, …"""

    def __init__(self, values: npt.NDArray[_Kind]) -> None:
        self._values = values
        self._length = len(values)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, places: npt.NDArray[np.integer]) -> npt.NDArray[_Kind]:
        found: npt.NDArray[_Kind] = self._values[places]
        return found

    def __setitem__(self, place: int, value: _Kind) -> None:
        self._values[place] = value

    def at(self, place: int) -> _Kind:
        """The value at one place."""
        value: _Kind = self._values[place]
        return value

    def between(self, first: int, last: int) -> npt.NDArray[_Kind]:
        """The values from one place up to another, which is left out."""
        return self._values[first:last]

    def extend(self, values: npt.NDArray[_Kind]) -> None:
        """Put values at the end."""
        length = self._length + len(values)
        if length > len(self._values):
            room = max(length, 2 * self._length, _FIRST_ROOM)
            grown = np.empty(room, dtype=self._values.dtype)
            grown[: self._length] = self._values[: self._length]
            self._values = grown
        self._values[self._length : length] = values
        self._length = length
