"""Signs: ASCII texts rewritten sign by sign, many at once.

Invariant: what becomes of a sign depends on nothing but the sign. A column of texts lies in memory as one run
of signs and the places where each text ends, so rewriting is one pass over the run.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from resolver.packed import Codes

Bytes = npt.NDArray[np.uint8]

_SIGNS = 128
_LEFT_OUT = 255
_SPACE = ord(" ")


class Laid(NamedTuple):
    """Texts as they lie: their signs end to end, and where each begins, and after the last where it ends."""

    signs: Bytes
    bounds: Codes

    @classmethod
    def of(cls, texts: pa.StringArray) -> "Laid":
        """Texts, none of them null."""
        _, offsets, signs = (memoryview(each or b"") for each in texts.buffers())
        bounds = np.frombuffer(offsets, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
        if not len(bounds):
            return cls(np.empty(0, dtype=np.uint8), np.zeros(1, dtype=np.int32))
        return cls(np.frombuffer(signs, dtype=np.uint8)[bounds[0] : bounds[-1]], bounds - bounds[0])

    def texts(self) -> pa.StringArray:
        """The texts as an Arrow array."""
        bounds, signs = pa.py_buffer(self.bounds.tobytes()), pa.py_buffer(self.signs.tobytes())
        return pa.StringArray.from_buffers(len(self.bounds) - 1, bounds, signs)

    def only(self, kept: npt.NDArray[np.bool_]) -> "Laid":
        """The texts without the signs that are not kept."""
        before = np.zeros(len(kept) + 1, dtype=np.int32)
        np.cumsum(kept, dtype=np.int32, out=before[1:])
        return Laid(self.signs[kept], before[self.bounds])


def table(becomes: Callable[[str], str]) -> bytes:
    """What each sign becomes: another, or nothing."""
    written = (becomes(chr(sign)) for sign in range(_SIGNS))
    return bytes(ord(sign) if sign else _LEFT_OUT for sign in written) + bytes(range(_SIGNS, _LEFT_OUT + 1))


def rewritten(texts: pa.StringArray, becomes: bytes) -> pa.StringArray:
    """Each sign of each text as the table `becomes` has it."""
    laid = Laid.of(texts)
    signs = laid.signs.tobytes().translate(becomes)
    laid = laid._replace(signs=np.frombuffer(signs, dtype=np.uint8))
    leaves_out = _LEFT_OUT in becomes[:_SIGNS]
    return (laid.only(laid.signs != _LEFT_OUT) if leaves_out else laid).texts()


def single_spaced(texts: pa.StringArray) -> pa.StringArray:
    """Texts with one space where there are several, and none at their ends."""
    laid = Laid.of(texts)
    is_space = laid.signs == _SPACE
    is_further = np.zeros(len(is_space), dtype=np.bool_)
    np.logical_and(is_space[1:], is_space[:-1], out=is_further[1:])
    spaced = laid.only(~is_further).texts() if is_further.any() else texts
    return pc.ascii_trim(spaced, " ")
