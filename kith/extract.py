"""An extract as a file: what the service answers, written where its owner alone may read it.

Everything that is decided of it is decided by the service; this module asks once and writes what came.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import requests
from pyarrow import csv, parquet

SUFFIXES = (".parquet", ".csv")
_SECONDS = 600


class ExtractError(Exception):
    """An extract cannot be made; the message says why, and holds nothing of what was answered."""

    exit_code = 1


@dataclass(frozen=True)
class Place:
    """Where the service is, and who asks it what for."""

    url: str
    token: str
    purpose: str


def asked_of(place: Place, commission: Mapping[str, Any]) -> dict[str, Any]:
    """What the service answers to an extract that is asked for.

    Raises:
        ExtractError: it refuses, or does not answer.
    """
    headers = {"Authorization": f"Bearer {place.token}", "Kith-Purpose": place.purpose}
    try:
        answer = requests.post(
            place.url, json=commission, headers=headers, timeout=_SECONDS, allow_redirects=False
        )
        body: dict[str, Any] = answer.json()
        if "errors" in body:
            raise ExtractError(_reason(body))
    except (requests.RequestException, ValueError) as error:
        raise ExtractError("The service does not answer there, or it is not the service.") from error
    return body


def _reason(body: Mapping[str, Any]) -> str:
    told = body["errors"][0]
    said = told.get("extensions", {})
    return f"{told['message']} ({said.get('code')}) {said.get('suggestion', '')}".strip()


def write(path: Path, told: Mapping[str, Any]) -> None:
    """Write the rows to a new file that its owner alone may read.

    Raises:
        FileExistsError: there is such a file.
    """
    columns = {name: [row[place] for row in told["rows"]] for place, name in enumerate(told["columns"])}
    table = pa.table(columns)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        if path.suffix == ".csv":
            csv.write_csv(table, file)
        else:
            parquet.write_table(table, file)
