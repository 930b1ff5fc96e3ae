"""A proof shows an entry, or that a log only grew, to whoever has the public key and nothing else."""

from pathlib import Path
from typing import Any

import pytest

from gql.audit import CheckpointError, LogFolder, Signer
from gql.audit.proofs import is_proved, prove_consistency, prove_entry
from tests.gql.audit.logs import key_of, write

COUNT = 600


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("proofs") / "audit"
    for first in (0, 257, 300):
        write(path, *range(first, {0: 257, 257: 300, 300: COUNT}[first]))
    return path


@pytest.mark.parametrize("entry", [1, 2, 256, 257, 258, COUNT])
def test_an_entry_is_proved(path: Path, entry: int) -> None:
    proof = prove_entry(path, key_of(path), entry)
    assert proof["line"] == f'{{"number":{entry - 1}}}'
    assert is_proved(proof, key_of(path))


@pytest.mark.parametrize(
    "change",
    [
        {"line": '{"number":7}'},
        {"entry": 4},
        {"path": []},
        {"entry": 0},
        {"entry": COUNT + 1},
    ],
)
def test_nothing_else_is_proved(path: Path, change: dict[str, Any]) -> None:
    assert not is_proved({**prove_entry(path, key_of(path), 3), **change}, key_of(path))


@pytest.mark.parametrize("entry", [0, -1, COUNT + 1])
def test_an_entry_that_is_none_cannot_be_proved(path: Path, entry: int) -> None:
    with pytest.raises(CheckpointError, match="1 to 600"):
        prove_entry(path, key_of(path), entry)


def test_that_a_log_only_grew_is_proved(path: Path) -> None:
    first, second, third = LogFolder(path).notes()
    for one, other in [(first, second), (first, third), (second, third), (third, third)]:
        proof = prove_consistency(path, key_of(path), one, other)
        assert is_proved(proof, key_of(path))
    assert prove_consistency(path, key_of(path), first)["second"].encode() == third
    proof = prove_consistency(path, key_of(path), first, second)
    assert not is_proved({**proof, "second": third.decode()}, key_of(path))
    assert not is_proved({**proof, "proof": proof["proof"][1:]}, key_of(path))


def test_a_proof_of_another_log_is_refused(path: Path, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="not signed"):
        is_proved(prove_entry(path, key_of(path), 3), Signer.in_folder(tmp_path).key)


@pytest.mark.parametrize(
    "proof",
    [{}, {"entry": 1}, {"entry": 1, "line": 2, "path": [], "checkpoint": 3}, {"first": "a", "second": "b"}],
)
def test_what_is_no_proof_is_refused(path: Path, proof: dict[str, Any]) -> None:
    with pytest.raises(CheckpointError):
        is_proved(proof, key_of(path))


def test_without_stored_hashes_nothing_is_proved(tmp_path: Path) -> None:
    path = tmp_path / "audit"
    with pytest.raises(CheckpointError, match="no checkpoint"):
        prove_entry(path, key_of(path), 1)
    write(path, 1, 2, 3)
    (path / "tree" / "0").unlink()
    with pytest.raises(CheckpointError, match="do not reach"):
        prove_entry(path, key_of(path), 1)
