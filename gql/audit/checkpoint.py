"""Checkpoints: signed notes that say how many entries there are and which root speaks for them.

The form is that of C2SP's tlog-checkpoint and signed-note (Ed25519), so that tools of others can read them.
The key signs checkpoints and nothing else, and lies outside the graph and apart from the log.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gql.errors import SettingsError
from gql.keys import private_secret

_KEY_FILE = "audit.key"
_ED25519 = b"\1"
_DASH = "\N{EM DASH}".encode()
_NOTE = re.compile(
    rb"(?P<text>(?P<origin>[^\s+]+)\n(?P<size>0|[1-9][0-9]*)\n(?P<root>[A-Za-z0-9+/]{43}=)\n)"
    rb"\n(?P<signatures>(?:\xe2\x80\x94 [^\n]+\n)+)\n?"
)


@dataclass(frozen=True)
class Checkpoint:
    """How many entries a log had, and the root of its tree then."""

    size: int
    root: bytes


class CheckpointError(Exception):
    """A checkpoint or key cannot be read, or the checkpoint is not signed with the key."""

    exit_code = 1


@dataclass(frozen=True)
class CheckpointKey:
    """The public half: checks checkpoints. Its text is NAME+ID+KEY, as C2SP's signed-note writes it."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, text: str) -> "CheckpointKey":
        """The key in a text.

        Raises:
            CheckpointError: it is not a key of this sort.
        """
        name, _, rest = text.strip().partition("+")
        id_, _, encoded = rest.partition("+")
        try:
            raw = b64decode(encoded, validate=True)
        except ValueError:
            raw = b""
        made = cls(name, raw[1:])
        if raw[:1] != _ED25519 or len(raw) != 33 or made.id.hex() != id_:
            raise CheckpointError("this is not the public key of an audit log (NAME+ID+KEY)")
        return made

    @property
    def id(self) -> bytes:
        """The first four bytes of a hash of name and key, by which a signature names its key."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(_ED25519 + self.public).decode()}"

    def read(self, note: bytes) -> Checkpoint:
        """The checkpoint in a signed note.

        Raises:
            CheckpointError: it is none, or not of this log and signed with this key.
        """
        found = _NOTE.fullmatch(note)
        if found is None:
            raise CheckpointError("this is not a checkpoint")
        if found["origin"].decode() != self.name or not self._is_signed(found):
            raise CheckpointError("the checkpoint is not signed with the key of this log")
        return Checkpoint(int(found["size"]), b64decode(found["root"]))

    def _is_signed(self, note: re.Match[bytes]) -> bool:
        return any(self._is_mine(line, note["text"]) for line in note["signatures"].decode().splitlines())

    def _is_mine(self, line: str, text: bytes) -> bool:
        name, _, encoded = line[2:].partition(" ")
        try:
            signature = b64decode(encoded, validate=True)
            is_canonical = b64encode(signature).decode() == encoded
            if name != self.name or signature[:4] != self.id or not is_canonical:
                return False
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature[4:], text)
        except (ValueError, InvalidSignature):
            return False
        return True


@dataclass(frozen=True)
class Signer:
    """The private half: signs the checkpoints of one log."""

    name: str
    _private: Ed25519PrivateKey = field(repr=False)

    @classmethod
    def in_folder(cls, folder: Path) -> "Signer":
        """The key in a folder of keys, made on first use and readable by its owner only.

        Raises:
            SettingsError: the file is not such a key, or others may read it.
        """
        secret = private_secret(folder / _KEY_FILE)
        if len(secret) != 32:
            raise SettingsError(f"{_KEY_FILE} does not hold 32 bytes")
        private = Ed25519PrivateKey.from_private_bytes(secret)
        name = sha256(b"kith audit" + private.public_key().public_bytes_raw()).hexdigest()[:12]
        return cls(f"kith/audit/{name}", private)

    @property
    def key(self) -> CheckpointKey:
        """The public half."""
        return CheckpointKey(self.name, self._private.public_key().public_bytes_raw())

    def sign(self, checkpoint: Checkpoint) -> bytes:
        """The signed note of a checkpoint."""
        text = f"{self.name}\n{checkpoint.size}\n{b64encode(checkpoint.root).decode()}\n"
        signed = b64encode(self.key.id + self._private.sign(text.encode())).decode()
        return f"{text}\n\N{EM DASH} {self.name} {signed}\n".encode()


def notes(body: bytes) -> Iterator[bytes]:
    """The signed notes of a file that holds one after another; one that was torn at the end is left out.

    Raises:
        CheckpointError: something between the notes is none.
    """
    at = 0
    while found := _NOTE.match(body, at):
        yield found.group()
        at = found.end()
    rest = body[at:]
    if _DASH in rest and rest.endswith(b"\n"):
        raise CheckpointError("the file of checkpoints holds something that is none")
