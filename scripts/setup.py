"""Make the environment: a virtual environment, the locked packages with their hashes, and Kith itself.

Needs only Python 3.11 with its own `venv` and `pip`. The installer that the lock file names is
installed first, from its own locked lines, because it unpacks the large packages several times faster.
"""

import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
OLDEST = (3, 11)


def locked_lines(package: str) -> str:
    """The lines of the lock file that pin one package, with their hashes.

    Raises:
        SystemExit: the lock file does not name the package.
    """
    found = re.search(rf"^{package}==(?:.*\\\n)*.*$", LOCK.read_text("utf-8"), re.MULTILINE)
    if found is None:
        raise SystemExit(f"{LOCK.name} does not pin {package}: run `make lock` and commit the result.")
    return found.group()


def run(*command: str | Path) -> None:
    """Run a command and stop with its exit code if it fails."""
    finished = subprocess.run([str(part) for part in command], cwd=ROOT, check=False)
    if finished.returncode:
        print(f"The set-up stopped at: {' '.join(map(str, command))}", file=sys.stderr)
        print(
            "If a download failed, run the same command again: it goes on where it stopped.", file=sys.stderr
        )
        raise SystemExit(finished.returncode)


def install_uv(python: Path) -> None:
    """Install the locked version of uv with pip, its hash checked."""
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder) / "uv.lock.txt"
        pinned.write_text(locked_lines("uv"), "utf-8")
        run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", pinned)


def main(folder: str) -> None:
    """Make the environment in `folder`, or bring it up to date."""
    if sys.version_info < OLDEST:
        raise SystemExit(f"Kith needs Python 3.11 or newer; this is {sys.version.split()[0]}. Set PYTHON=…")
    environment = Path(folder).absolute()
    python = environment / "bin" / "python"
    if not python.exists():
        venv.create(environment, with_pip=True)
    if not (environment / "bin" / "uv").exists():
        install_uv(python)
    uv = environment / "bin" / "uv"
    run(uv, "pip", "sync", "--quiet", "--python", python, "--require-hashes", LOCK)
    run(uv, "pip", "install", "--quiet", "--python", python, "--no-deps", "--no-build-isolation", "-e", ROOT)


if __name__ == "__main__":
    main(sys.argv[1])
