"""`kith link`: files into clusters with no database."""

from pathlib import Path
from typing import Annotated

import pyarrow.parquet as pq
import typer

from graph.contract import Contract
from graph.former_addresses import with_former_addresses
from graph.problem import Cost
from graph.rows import read_tables
from graph.vocabulary import RowKind
from kith.commands.options import AsJson, Contracts, paired
from kith.console import emit, progress
from resolver.link import link as link_records

Files = Annotated[
    list[Path],
    typer.Argument(
        help="Files of person rows, and of address rows where there are any.", exists=True, dir_okay=False
    ),
]
Out = Annotated[Path, typer.Option("--out", "-o", help="Parquet file to write: source, key, entity_id.")]


def link(files: Files, contract: Contracts, out: Out, as_json: AsJson = False) -> None:
    """Find which records of these files are of one person; needs no database."""
    pairs = [(Contract.read(each), file) for each, file in paired(files, contract)]
    with progress() as report:
        rows, quarantined = read_tables(pairs, (RowKind.PERSON, RowKind.ADDRESS))
        records = with_former_addresses(rows[RowKind.PERSON], rows[RowKind.ADDRESS])
        linkage = link_records(records, progress=report)
    pq.write_table(linkage.clusters, out)
    facts = {
        "records": len(records),
        "rows_kept_out": sum(each.cost is Cost.ROW for each in quarantined),
        "rows_with_dropped_values": sum(each.cost is Cost.VALUE for each in quarantined),
        "people": len(linkage.clusters["entity_id"].unique()),
        "pairs_judged": len(linkage.pairs),
        "merges_held": len(linkage.held),
        "written": out,
    }
    emit(facts, as_json=as_json, title="Linked")
