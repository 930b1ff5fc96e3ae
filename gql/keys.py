"""The keys that tokens are checked with: a development key of one's own, or a published set.

Keys are read when the service starts, and again as `gql.renewal` says. Nothing in a token makes it read any.
"""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey

from gql.errors import SettingsError
from gql.fetching import fetched

ALGORITHMS = ("ES256", "RS256", "PS256", "EdDSA")
_KEY_FILE = "token.key.json"
_PSEUDONYM_FILE = "pseudonym.key"
_ALLOWED = {"EC": ("ES256",), "RSA": ("RS256", "PS256"), "OKP": ("EdDSA",)}


@dataclass(frozen=True)
class VerifyingKeys:
    """Public keys by their key id, each with the algorithms it may verify."""

    by_id: Mapping[str, tuple[Key, tuple[str, ...]]]


@dataclass(frozen=True)
class DevelopmentKey:
    """A private key for tokens on one's own machine."""

    id: str
    private: ECKey = field(repr=False)

    @classmethod
    def in_home(cls, home: Path) -> "DevelopmentKey":
        """The key in a home folder, made on first use and readable by its owner only.

        Raises:
            SettingsError: the file is not a key, or others may read it.
        """
        path = home / _KEY_FILE
        if not path.exists():
            made = ECKey.generate_key("P-256", {"kid": secrets.token_hex(8), "use": "sig", "alg": "ES256"})
            _write_privately(path, json.dumps(made.as_dict(private=True)).encode())
        return cls._read(path)

    @classmethod
    def _read(cls, path: Path) -> "DevelopmentKey":
        try:
            key = ECKey.import_key(json.loads(_read_privately(path)))
        except (ValueError, JoseError) as error:
            raise SettingsError(f"{path.name} is not a key; delete it to make a new one") from error
        if key.kid is None or not key.is_private:
            raise SettingsError(f"{path.name} is not a private key with an id; delete it to make a new one")
        return cls(key.kid, key)

    def verifying(self) -> VerifyingKeys:
        """The public half."""
        public = ECKey.import_key(self.private.as_dict(private=False))
        return VerifyingKeys({self.id: (public, ("ES256",))})


def pseudonym_secret(home: Path) -> bytes:
    """The secret that pseudonyms are derived from, made on first use, readable by its owner only.

    Raises:
        SettingsError: the file is too short, or others may read it.
    """
    return private_secret(home / _PSEUDONYM_FILE)


def private_secret(path: Path) -> bytes:
    """The secret in a file of its own, made on first use, readable by its owner only.

    Raises:
        SettingsError: the file is too short, or others may read it.
    """
    if not path.exists():
        _write_privately(path, secrets.token_bytes(32))
    found = _read_privately(path)
    if len(found) < 32:
        raise SettingsError(f"{path.name} holds fewer than 32 bytes")
    return found


def read_key_set(source: str) -> VerifyingKeys:
    """A JSON Web Key Set from a file, or from an address (`gql.fetching`), read once.

    Keys that are not for signatures, as providers publish beside those that are, are left out.

    Raises:
        SettingsError: it cannot be read, holds a key that is shared, private or weak, or none to verify by.
    """
    try:
        published = json.loads(fetched(source) if "://" in source else _read(Path(source)))
        signing = [key for key in published["keys"] if key.get("use", "sig") == "sig"]
        declared = KeySet.import_key_set({"keys": signing}) if signing else KeySet([])
    except (ValueError, KeyError, TypeError, AttributeError, JoseError) as error:
        raise SettingsError("the key set is not a JSON Web Key Set") from error
    found: dict[str, tuple[Key, tuple[str, ...]]] = {}
    for key in declared.keys:
        identifier = _checked(key)
        if identifier in found:
            raise SettingsError("two keys of the set have one id")
        found[identifier] = (key, _algorithms(key))
    if not found:
        raise SettingsError("the key set holds no key that signatures are verified by")
    return VerifyingKeys(found)


def _checked(key: Key) -> str:
    if not isinstance(key, (ECKey, RSAKey, OKPKey)) or key.is_private:
        raise SettingsError("the key set may hold public keys only (EC, RSA or OKP)")
    if isinstance(key, ECKey) and key.curve_name != "P-256":
        raise SettingsError("an EC key of the set is not on the curve P-256")
    if isinstance(key, RSAKey) and key.public_key.key_size < 2048:
        raise SettingsError("an RSA key of the set has fewer than 2048 bits")
    assert key.kid is not None  # a key that came without an id has its thumbprint (RFC 7638)
    return key.kid


def _algorithms(key: Key) -> tuple[str, ...]:
    """The algorithms of the key's type; the one it names, where it names one of them."""
    possible = _ALLOWED[key.key_type]
    named = key.as_dict().get("alg")
    if named is None:
        return possible
    if named not in possible:
        raise SettingsError("a key of the set names an algorithm that is not accepted")
    return (str(named),)


def _write_privately(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)


def _read_privately(path: Path) -> bytes:
    if path.stat().st_mode & 0o077:
        raise SettingsError(f"{path.name} may be read by others; allow its owner only (chmod 600)")
    return _read(path)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{path.name} cannot be read: {error.strerror}") from error
