"""How many questions were asked of each role in the proof by redaction, and what came of them.

    make prove QUESTIONS=10000 > proof.log 2>&1; python -m bench.redaction proof.log

reads what the proof logs for each role, and writes bench/results/redaction.json.
"""

import argparse
import ast
import json
import os
import platform
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

_ROLE = re.compile(r"(\w+): (\{.*\}) in (\d+) s")
_RESULT = Path(__file__).parent / "results" / "redaction.json"


def main() -> None:
    """Read the log of a proof and write its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("log", type=Path)
    text = parser.parse_args().log.read_text("utf-8")
    _RESULT.write_text(json.dumps(report(text), indent=2) + "\n", "utf-8")


def report(text: str) -> dict[str, Any]:
    """The figures of each role that a log tells of, and whether any answer differed."""
    roles = {role: {**ast.literal_eval(counts), "seconds": int(s)} for role, counts, s in _ROLE.findall(text)}
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "versions": {
            name: version(name) for name in ("graphql-core", "hypothesis-graphql", "neo4j", "cedarpy")
        },
        "roles": roles,
        "counterexamples": text.count("AssertionError"),
    }


if __name__ == "__main__":
    main()
