"""The command line: usage, exit codes, and that its page tells of every command, option and setting."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from kith.cli import app, main
from kith.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "command-line.md").read_text("utf-8")
RUNNER = CliRunner()
UNDOCUMENTED = {"--help", "--json", "--install-completion", "--show-completion"}


def commands() -> dict[str, Any]:
    """Every command by its words, those of a group included."""
    found: dict[str, Any] = {}
    root: Any = typer.main.get_command(app)
    for name, command in root.commands.items():
        inner = getattr(command, "commands", None)
        found |= {name: command} if inner is None else {f"{name} {each}": own for each, own in inner.items()}
    return found


@pytest.mark.parametrize("name", commands())
def test_each_command_and_option_is_on_the_page(name: str) -> None:
    assert f"kith {name}" in PAGE
    options = {option for each in commands()[name].params for option in each.opts}
    long = {option for option in options if option.startswith("--")} - UNDOCUMENTED
    missing = {option for option in long if option not in PAGE and f"--no-{option[2:]}" not in PAGE}
    assert not missing


def test_each_setting_is_on_the_page() -> None:
    sources = [*ROOT.glob("kith/*.py"), *ROOT.glob("graph/**/*.py"), *ROOT.glob("gql/*.py")]
    named = {name for path in sources for name in re.findall(r"KITH_[A-Z0-9_]+", path.read_text("utf-8"))}
    assert named
    assert {name for name in named if name not in PAGE} == set()


def test_version() -> None:
    assert RUNNER.invoke(app, ["--version"]).output.startswith("kith ")


def test_status_of_an_empty_home(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["--home", str(tmp_path), "status", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.output)["running"] is False


def run_main(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["kith", *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    return int(str(stopped.value.code))


def test_no_database_is_exit_code_5(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("KITH_NEO4J_URI", raising=False)
    assert run_main(monkeypatch, "--home", str(tmp_path), "migrate") == 5
    assert "kith up" in capsys.readouterr().err


def test_a_wrong_contract_is_exit_code_4(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    contract, rows = tmp_path / "wrong.yaml", tmp_path / "rows.csv"
    contract.write_text("source: x\nrow: persn\n", "utf-8")
    rows.write_text("id,name\n1,A\n", "utf-8")
    out = tmp_path / "clusters.parquet"
    assert run_main(monkeypatch, "link", str(rows), "-c", str(contract), "-o", str(out)) == 4
    assert "wrong.yaml:2: row" in capsys.readouterr().err


def test_wrong_usage_is_exit_code_2(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_main(monkeypatch, "token", "--role", "nobody", "--purpose", "direct_care") == 2


def test_files_and_contracts_must_pair_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.csv", "b.csv", "c.csv", "x.yaml", "y.yaml")]
    for path in paths:
        path.touch()
    files, contracts = paths[:3], paths[3:]
    options = [part for path in contracts for part in ("-c", str(path))]
    assert run_main(monkeypatch, "link", *map(str, files), *options, "-o", str(tmp_path / "out")) == 2


def test_home_wins_over_the_environment(tmp_path: Path) -> None:
    environment = {"KITH_HOME": "/nowhere", "KITH_CACHE": str(tmp_path)}
    settings = Settings.from_environment(environment, home=tmp_path)
    assert (settings.home, settings.cache) == (tmp_path, tmp_path)


def test_another_server_is_taken_from_the_environment() -> None:
    settings = Settings.from_environment({"KITH_NEO4J_URI": "bolt://127.0.0.1:1", "KITH_NEO4J_PASSWORD": "x"})
    assert settings.target().uri == "bolt://127.0.0.1:1"


def test_a_token_is_printed_alone(tmp_path: Path) -> None:
    arguments = ["--home", str(tmp_path), "token", "--role", "auditor", "--purpose", "audit"]
    result = RUNNER.invoke(app, arguments)
    assert result.exit_code == 0
    assert result.output.count(".") == 2
    assert (tmp_path / "keys" / "token.key.json").stat().st_mode & 0o077 == 0
