"""`kith audit` as somebody types it: a log is checked, and proofs of it are made and checked elsewhere."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gql.audit import LogFolder
from kith.cli import app, main
from tests.gql.audit.logs import key_of, put_lines, read_lines, write

RUNNER = CliRunner()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a log of five entries."""
    write(tmp_path / "home" / "audit", *range(5))
    return tmp_path / "home"


def run(home: Path, *arguments: str) -> str:
    """The output of an audit command that must succeed."""
    result = RUNNER.invoke(app, ["--home", str(home), "audit", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def fails(home: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The exit code of an audit command."""
    monkeypatch.setattr("sys.argv", ["kith", "--home", str(home), "audit", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    assert isinstance(left.value.code, int)
    return left.value.code


def test_a_whole_log_is_told(home: Path) -> None:
    found: dict[str, Any] = json.loads(run(home, "verify", "--json"))
    assert (found["entries"], found["signed"]) == (5, 5)


def test_a_damaged_log_is_told_by_its_entry(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = read_lines(home / "audit")
    put_lines(home / "audit", [*lines[:2], b'{"number":9}\n', *lines[3:]])
    assert fails(home, monkeypatch, "verify") == 1
    assert "entry 3" in capsys.readouterr().err


def test_where_nothing_was_asked_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fails(tmp_path, monkeypatch, "verify") == 2
    assert "nothing was asked yet" in " ".join(capsys.readouterr().err.replace("│", " ").split())


def test_a_log_cut_off_is_found_with_a_checkpoint_noted_elsewhere(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = tmp_path / "noted"
    noted.write_text(run(home, "checkpoint"))
    assert json.loads(run(home, "verify", "--noted", str(noted), "--json"))["checkpoints"] == 2
    put_lines(home / "audit", read_lines(home / "audit")[:2])
    LogFolder(home / "audit").checkpoints.unlink()
    run(home, "verify")
    assert fails(home, monkeypatch, "verify", "--noted", str(noted)) == 1


def test_proofs_are_checked_with_the_public_key_alone(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier, proof = tmp_path / "earlier", tmp_path / "proof.json"
    earlier.write_text(run(home, "checkpoint"))
    write(home / "audit", 5, 6)
    key = run(home, "key").strip()
    assert key == str(key_of(home / "audit"))
    for arguments in (["3"], ["--since", str(earlier)]):
        proof.write_text(run(home, "prove", *arguments))
        assert json.loads(run(tmp_path / "elsewhere", "check", str(proof), "--key", key, "--json")) == {
            "proved": True
        }
    forged = json.loads(run(home, "prove", "3")) | {"line": '{"number":7}'}
    proof.write_text(json.dumps(forged))
    assert fails(home, monkeypatch, "check", str(proof)) == 1


@pytest.mark.parametrize("arguments", [[], ["1", "--since", "checkpoint"]])
def test_a_proof_is_of_one_thing(home: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    (home / "checkpoint").write_text(run(home, "checkpoint"))
    monkeypatch.chdir(home)
    assert fails(home, monkeypatch, "prove", *arguments) == 2


def test_what_is_no_proof_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("{", "[]", "{}"):
        (home / "proof").write_text(text)
        assert fails(home, monkeypatch, "check", str(home / "proof")) == 1
