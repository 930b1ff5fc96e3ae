"""Disclosure control: what may be told of a number of people, so that no count tells of one of them.

A count below the smallest is not told, and none at all is told like one or nine: as nothing. Every other
count is moved by a little noise and rounded. The noise depends on nothing but who is counted and a secret:
the same people always have the same count, so that asking again gains nothing, and other people have noise
of their own, so that no total minus its parts tells the part that is missing.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Self

import numpy as np
from numpy.typing import NDArray

BUCKETS = 512
_HASH_BYTES = 16


def shown_count(count: int, smallest: int, round_to: int) -> int | None:
    """A count as it may be told: None below `smallest`, else rounded to a multiple of `round_to`.

    It is never rounded below `smallest`, which would tell that it was nearly not told.
    """
    if count < max(smallest, 1):
        return None
    least = -(-max(smallest, 1) // round_to) * round_to
    return max((count + round_to // 2) // round_to * round_to, least)


@dataclass(frozen=True)
class Population:
    """Some people, as far as disclosure control needs to know them: never by name or id.

    Attributes:
        size: how many they are.
        digest: stands for exactly these people; two halves of 64 bits.
        sketch: how many of them fall into each of 512 buckets (modulo 256). Two populations differ by at
            least as many people as their sketches differ.
    """

    size: int
    digest: tuple[int, int]
    sketch: NDArray[np.uint8]

    @classmethod
    def of(cls, people: Iterable[str], secret: bytes) -> Self:
        """The population of these ids, each given once; nobody can test against it without the secret."""
        key = secret[:64]
        hashed = b"".join(
            blake2b(each.encode(), digest_size=_HASH_BYTES, key=key, person=b"population").digest()
            for each in people
        )
        halves = np.frombuffer(hashed, "<u8").reshape(-1, 2)
        first, second = (int(each) for each in halves.sum(axis=0, dtype=np.uint64))
        buckets = (halves[:, 0] % np.uint64(BUCKETS)).astype(np.intp)
        return cls(len(halves), (first, second), np.bincount(buckets, minlength=BUCKETS).astype(np.uint8))


@dataclass(frozen=True)
class Disclosure:
    """How a pack's counts are told.

    Attributes:
        smallest: counts below it are not told.
        round_to: all others are told as multiples of it, after noise of at most as much.
        secret: what the noise is drawn from.
    """

    smallest: int
    round_to: int
    secret: bytes = field(repr=False)

    def told(self, population: Population) -> int | None:
        """The count of a population as it may be told; always the same for the same people."""
        if population.size < self.smallest:
            return None
        moved = population.size + self._noise(population)
        return shown_count(max(moved, self.smallest), self.smallest, self.round_to)

    def _noise(self, population: Population) -> int:
        """A whole number from -round_to to round_to, each as likely."""
        label = b"noise:%d:%d" % population.digest
        drawn = int.from_bytes(hmac.digest(self.secret, label, "sha256")[:8])
        return drawn % (2 * self.round_to + 1) - self.round_to
