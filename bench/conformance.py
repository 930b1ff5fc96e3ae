"""graphql-cop itself against a running service, as it ships and as it lists its schema.

    python -m bench.conformance WORK COP PYTHON

WORK is a folder for the database and the audit logs; COP a folder with a copy of graphql-cop (none of it is
kept here); PYTHON the interpreter of an environment that has what it needs. It is sent as a caseworker with a
valid token. The result goes to bench/results/conformance.json. The tests restate its checks in a table
(tests/gql/conformance/test_scanner.py).
"""

import argparse
import json
import os
import platform
import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gql.keys import DevelopmentKey
from gql.limits import Limits
from gql.roles import Purpose, Role
from gql.settings import ServerSettings
from gql.token import Claims, issue
from graph.server import ServerOptions, up
from tests.gql.listening import listening

RESULT = Path(__file__).parent / "results" / "conformance.json"
SECRET = b"pseudonyms are derived from this"


def main() -> None:
    """Scan, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("work", "cop", "python"):
        parser.add_argument(name, type=Path)
    asked = parser.parse_args()
    key = DevelopmentKey.in_home(asked.work)
    target = up(ServerOptions(home=asked.work / "neo4j", heap=768, page_cache=128))
    settings = ServerSettings(target, asked.work / "shipped" / "audit", key.verifying(), SECRET)
    listed = replace(settings, audit=asked.work / "listed" / "audit", limits=Limits(schema_depth=16))
    version = re.search("'(.+)'", (asked.cop / "version.py").read_text("utf-8"))
    result = {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "graphql_cop": version[1] if version else None,
        "as it ships": _scanned(settings, key, asked),
        "with KITH_LIST_SCHEMA=yes": _scanned(listed, key, asked),
    }
    text = json.dumps(result, indent=2)
    RESULT.write_text(text + "\n", "utf-8")
    print(text)


def _scanned(settings: ServerSettings, key: DevelopmentKey, asked: argparse.Namespace) -> dict[str, Any]:
    """How many checks there were, and the titles of those that found something."""
    claims = Claims("scanned", frozenset({Role.CASEWORKER}), frozenset({Purpose.DIRECT_CARE}))
    headers = {"Authorization": f"Bearer {issue(key, claims)}", "Kith-Purpose": "direct_care"}
    with listening(settings) as port:
        address = f"http://127.0.0.1:{port}/graphql"
        command = [asked.python, "graphql-cop.py", "-t", address, "-o", "json", "-H", json.dumps(headers)]
        run = subprocess.run(command, cwd=asked.cop, check=True, capture_output=True, text=True)
    found = json.loads(run.stdout[run.stdout.index("[") :])
    return {"checks": len(found), "findings": [each["title"] for each in found if each["result"]]}


if __name__ == "__main__":
    main()
