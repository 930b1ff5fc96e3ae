"""`POST /records/{contract}`: a file of rows, streamed to the disk and loaded by a registered contract.

Everything else is as for `loadRecords`: who may, once a key, and the same audit before the answer.
"""

import hashlib
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.types import Receive

from gql.changes.errors import FileTooLargeError, FileTypeError
from gql.errors import MalformedRequestError
from graph.contract import Contract, CsvFormat, JsonlFormat

_PREFIX = "kith-"
_LEFT_SECONDS = 24 * 3600
_TYPES = {
    CsvFormat: frozenset({"text/csv"}),
    JsonlFormat: frozenset({"application/jsonl", "application/x-ndjson"}),
}
_PARQUET = frozenset({"application/vnd.apache.parquet"})


@contextmanager
def kept_in(folder: Path | None) -> Iterator[Path]:
    """A file of the service's own for as long as the block lasts; what a kill left behind a day ago goes."""
    if folder is not None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.glob(f"{_PREFIX}*"):
            if time.time() - left.stat().st_mtime > _LEFT_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
    with TemporaryDirectory(dir=folder, prefix=_PREFIX) as own:
        yield Path(own, "delivered")


@dataclass(frozen=True)
class Upload:
    """A file on its way.

    Attributes:
        contract: the name of the contract that it is delivered by.
        key: the caller's name for the delivery.
        type: what it is declared as.
        receive: gives the parts of it.
        most: how many bytes it may have.
    """

    contract: str
    key: str
    type: str | None
    receive: Receive
    most: int

    def check(self, contract: Contract) -> None:
        """See that it is declared as what the contract reads.

        Raises:
            FileTypeError: it is not.
        """
        declared = (self.type or "").partition(";")[0].strip().lower()
        if declared not in _TYPES.get(type(contract.format), _PARQUET):
            raise FileTypeError

    async def into(self, path: Path) -> str:
        """Write it to a file as it comes; the hash of its content.

        Raises:
            FileTooLargeError: it has more bytes than it may have; the rest is not read.
            MalformedRequestError: the client left before it was sent.
        """
        digest, size = hashlib.sha256(), 0
        with path.open("wb") as file:
            while True:
                message = await self.receive()
                if message["type"] != "http.request":
                    raise MalformedRequestError
                part = message.get("body", b"")
                size += len(part)
                if size > self.most:
                    raise FileTooLargeError
                digest.update(part)
                file.write(part)
                if not message.get("more_body", False):
                    return digest.hexdigest()
