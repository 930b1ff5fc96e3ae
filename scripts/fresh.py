"""Check the set-up as a newcomer meets it: an empty environment, the lock file, the wheel, the first command.

Builds the wheel, installs the locked packages and the wheel into a new virtual environment in which no
variable but PATH and HOME is set, and runs `kith --version` and `kith status` there.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ("PATH", "HOME", "SSL_CERT_FILE", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY")


def run(*command: str | Path, folder: Path) -> None:
    """Run a command in `folder` with an empty environment; raise if it fails."""
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    subprocess.run([str(part) for part in command], cwd=folder, env=environment, check=True)


def main() -> None:
    """Install Kith's wheel into a new environment and run its first commands."""
    uv = Path(sys.executable).parent / "uv"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "wheel", folder=ROOT)
        run(uv, "venv", "--quiet", "--python", sys.executable, folder / "env", folder=folder)
        python = folder / "env" / "bin" / "python"
        lock = ROOT / "requirements.lock"
        run(uv, "pip", "sync", "--quiet", "--python", python, "--require-hashes", lock, folder=folder)
        wheel = next((folder / "wheel").glob("*.whl"))
        run(uv, "pip", "install", "--quiet", "--python", python, "--no-deps", wheel, folder=folder)
        kith = folder / "env" / "bin" / "kith"
        run(kith, "--version", folder=folder)
        run(kith, "--home", folder / "home", "status", folder=folder)
    print("The set-up works from an empty environment.")


if __name__ == "__main__":
    main()
