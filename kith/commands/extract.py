"""`kith extract`: what a data scientist may see, as a file, through the service and nothing else."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from gql.roles import Purpose
from kith.commands.options import AsJson
from kith.console import emit


def extract(
    document: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The question, a file.")],
    out: Annotated[Path, typer.Option(help="File to write: .parquet or .csv.")],
    purpose: Annotated[Purpose, typer.Option(help="What the file is for.")],
    recipient: Annotated[str, typer.Option(help="For whom it is; kept in the audit log.")],
    project: Annotated[str, typer.Option(help="For what project; kept in the audit log.")],
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day it is used on.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day it is kept on.")],
    url: Annotated[str, typer.Option(help="Where the service is.")] = "http://127.0.0.1:8080/extracts",
    variables: Annotated[str, typer.Option(help="Variables of the question, as JSON.")] = "{}",
    as_json: AsJson = False,
) -> None:
    """Write all pages of a question to a file, as far as the token in KITH_TOKEN may see them."""
    from kith.extract import SUFFIXES, Place, asked_of, write

    token = os.environ.get("KITH_TOKEN", "")
    if not token or out.suffix not in SUFFIXES or out.exists():
        raise typer.BadParameter(
            "KITH_TOKEN must hold a token; the file ends in .parquet or .csv, and is new."
        )
    commission = {
        "query": document.read_text("utf-8"),
        "variables": json.loads(variables),
        "recipient": recipient,
        "project": project,
        "since": since.date().isoformat(),
        "until": until.date().isoformat(),
    }
    told = asked_of(Place(url, token, purpose.value), commission)
    write(out, told)
    counts = {"rows": len(told["rows"]), "blanked": told["blanked"], "left_out": told["left_out"]}
    emit({**counts, "file": out}, as_json=as_json, title="Extract")
