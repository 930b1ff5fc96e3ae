"""Keys are public, strong, named, and read once; private files are their owner's alone."""

import json
import stat
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any, Literal

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc.jwk import ECKey, OctKey, RSAKey

from gql.errors import SettingsError
from gql.keys import DevelopmentKey, pseudonym_secret, read_key_set


def key_set(folder: Path, *keys: dict[str, Any]) -> str:
    path = folder / "keys.json"
    path.write_text(json.dumps({"keys": keys}), "utf-8")
    return str(path)


def public(kid: str | None, curve: Literal["P-256", "P-384"] = "P-256", **more: str) -> dict[str, Any]:
    key: dict[str, Any] = ECKey.generate_key(curve, private=False, auto_kid=False).as_dict(private=False)
    return {**key, **more} if kid is None else {**key, **more, "kid": kid}


def weak() -> dict[str, Any]:
    """An RSA key of 1024 bits."""
    numbers = rsa.generate_private_key(65537, 1024).public_key().public_numbers()

    def part(number: int) -> str:
        return urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8)).rstrip(b"=").decode()

    return {"kty": "RSA", "kid": "w", "n": part(numbers.n), "e": part(numbers.e)}


def test_half_a_development_key_is_refused(tmp_path: Path) -> None:
    DevelopmentKey.in_home(tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_text(json.dumps(public("half")), "utf-8")
    with pytest.raises(SettingsError, match="not a private key"):
        DevelopmentKey.in_home(tmp_path)


def test_a_development_key_is_made_once_and_private(tmp_path: Path) -> None:
    first = DevelopmentKey.in_home(tmp_path)
    assert DevelopmentKey.in_home(tmp_path).id == first.id
    (path,) = tmp_path.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "private" not in repr(first)


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    DevelopmentKey.in_home(tmp_path)
    (path,) = tmp_path.iterdir()
    path.chmod(0o644)
    with pytest.raises(SettingsError, match="may be read by others"):
        DevelopmentKey.in_home(tmp_path)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"kty": "oct", "k": "AAAA"}'])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, text: str) -> None:
    DevelopmentKey.in_home(tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match="delete it"):
        DevelopmentKey.in_home(tmp_path)


def test_the_pseudonym_secret_is_made_once_and_private(tmp_path: Path) -> None:
    first = pseudonym_secret(tmp_path)
    assert len(first) == 32
    assert pseudonym_secret(tmp_path) == first
    (path,) = tmp_path.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_bytes(b"short")
    with pytest.raises(SettingsError, match="32 bytes"):
        pseudonym_secret(tmp_path)


def test_a_key_set_is_read_from_a_file(tmp_path: Path) -> None:
    second = RSAKey.generate_key(2048, {"kid": "two"}, private=False).as_dict(private=False)
    keys = read_key_set(key_set(tmp_path, public("one"), {**second, "alg": "PS256"}))
    assert {kid: algorithms for kid, (_, algorithms) in keys.by_id.items()} == {
        "one": ("ES256",),
        "two": ("PS256",),
    }


@pytest.mark.filterwarnings("ignore:Key size")
def test_attack_21_shared_private_and_weak_keys_are_refused(tmp_path: Path) -> None:
    private = ECKey.generate_key("P-256", {"kid": "p"}).as_dict(private=True)
    shared = OctKey.generate_key(256, {"kid": "s"}).as_dict(private=True)
    refused: dict[str, list[dict[str, Any]]] = {
        "public keys only": [private],
        "public keys": [shared],
        "P-256": [public("c", "P-384")],
        "one id": [public("a"), public("a")],
        "algorithm": [public("a", alg="none")],
        "2048 bits": [weak()],
        "holds no key": [],
    }
    for reason, keys in refused.items():
        with pytest.raises(SettingsError, match=reason):
            read_key_set(key_set(tmp_path, *keys))


def test_a_key_without_an_id_is_known_by_its_thumbprint(tmp_path: Path) -> None:
    key = public(None)
    thumbprint = ECKey.import_key(key).thumbprint()
    assert set(read_key_set(key_set(tmp_path, key)).by_id) == {thumbprint}


def test_a_key_set_comes_from_a_file_or_over_https_and_nothing_else(tmp_path: Path) -> None:
    for source in ("http://keys.example/keys", "file:///etc/passwd", "ftp://127.0.0.1/keys"):
        with pytest.raises(SettingsError, match="https"):
            read_key_set(source)
    with pytest.raises(SettingsError, match="cannot be read"):
        read_key_set("https://127.0.0.1:9/keys")
    with pytest.raises(SettingsError, match="cannot be read"):
        read_key_set(str(tmp_path / "nothing.json"))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"keys": 1}', '{"keys": [{"kty": "??"}]}'])
def test_a_file_that_is_no_key_set_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match="Key Set"):
        read_key_set(str(path))
