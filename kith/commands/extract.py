"""`kith extract`: what a data scientist may see, as a file, through the service and nothing else."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gql.roles import Purpose
from kith.commands.options import AsJson
from kith.console import emit

if TYPE_CHECKING:
    from kith.extract import Reply, Row


def extract(
    document: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The question, a file.")],
    out: Annotated[Path, typer.Option(help="File to write: .parquet or .csv.")],
    purpose: Annotated[Purpose, typer.Option(help="What the file is for.")],
    url: Annotated[str, typer.Option(help="Where the service is.")] = "http://127.0.0.1:8080/graphql",
    variables: Annotated[str, typer.Option(help="Variables of the question, as JSON.")] = "{}",
    as_json: AsJson = False,
) -> None:
    """Write all pages of a question to a file, as far as the token in KITH_TOKEN may see them."""
    from kith.extract import Safe, in_order, made_safe, rows_of

    token = os.environ.get("KITH_TOKEN", "")
    if not token or out.suffix not in {".parquet", ".csv"} or out.exists():
        raise typer.BadParameter(
            "KITH_TOKEN must hold a token; the file ends in .parquet or .csv, and is new."
        )
    asking = _Asking(url, {"Authorization": f"Bearer {token}", "Kith-Purpose": purpose.value})
    text, given = document.read_text("utf-8"), json.loads(variables)
    rows = list(rows_of(lambda some: asking.ask(text, some), given))
    smallest = _smallest(purpose)
    safe = Safe(in_order(rows), 0, 0) if smallest is None else made_safe(rows, _telling(), smallest)
    _write(out, safe.rows)
    told = {"rows": len(safe.rows), "blanked": safe.blanked, "left_out": safe.left_out, "file": out}
    emit(told, as_json=as_json, title="Extract")


class _Asking:
    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        self._url = url
        self._headers = {**headers, "Content-Type": "application/json"}

    def ask(self, text: str, variables: Mapping[str, Any]) -> "Reply":
        """What the service answers."""
        import requests

        from kith.extract import ExtractError, Reply

        body = json.dumps({"query": text, "variables": dict(variables)})
        try:
            answer = requests.post(
                self._url, data=body, headers=self._headers, timeout=60, allow_redirects=False
            )
            wait = answer.headers.get("retry-after")
            return Reply(answer.json(), None if wait is None else float(wait))
        except (requests.RequestException, ValueError) as error:
            raise ExtractError("The service does not answer there, or it is not the service.") from error


def _smallest(purpose: Purpose) -> int | None:
    """The smallest count of the purpose's pack, where it has one."""
    from gql.packs import Packs

    return next(
        (each.protocol.smallest_count for each in Packs.read().packs if each.protocol.purpose is purpose),
        None,
    )


def _telling() -> frozenset[str]:
    """Names of fields that tell who or where somebody is, of whatever they are fields."""
    from gql.fields import Leaf
    from gql.model import fields
    from graph.vocabulary import Sensitivity

    kinds = {Sensitivity.IDENTITY, Sensitivity.LOCATION, Sensitivity.CHARACTERISTIC, Sensitivity.CONTACT}
    leaves = [each for _, each in fields() if isinstance(each, Leaf)]
    others = {each.name for each in leaves if each.declared.sensitivity not in kinds}
    return frozenset(each.name for each in leaves) - others


def _write(path: Path, rows: "list[Row]") -> None:
    """Write a file that its owner alone may read."""
    import pyarrow as pa
    from pyarrow import csv, parquet

    names = list(dict.fromkeys(name for row in rows for name in row))
    table = pa.Table.from_pylist([{name: row.get(name) for name in names} for row in rows])
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        if path.suffix == ".csv":
            csv.write_csv(table, file)
        else:
            parquet.write_table(table, file)
