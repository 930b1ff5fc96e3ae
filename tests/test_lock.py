"""The lock file pins what the project declares, with hashes, and names no host."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PINS = {
    name: Version(version) for name, version in re.findall(r"^([a-z0-9-]+)==([^ \\]+)", LOCK, re.MULTILINE)
}


def declared() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]


@pytest.mark.parametrize("requirement", declared())
def test_each_declared_dependency_is_pinned_within_its_bounds(requirement: str) -> None:
    wanted = Requirement(requirement)
    assert wanted.name in PINS, "run `make lock`"
    assert PINS[wanted.name] in wanted.specifier, "run `make lock`"


def test_each_pin_has_a_hash() -> None:
    blocks = re.split(r"\n(?=[a-z])", LOCK.strip())
    assert all("--hash=sha256:" in block for block in blocks)


def test_no_host_is_named() -> None:
    assert not re.search(r"https?://|--index-url|--find-links", LOCK)


def test_the_client_library_that_shares_a_name_is_absent() -> None:
    assert "gql" not in PINS
