"""`kith link` and `kith evaluate`: files into clusters with no database, and clusters against a truth."""

from pathlib import Path
from typing import Annotated

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import typer

from graph.contract import Contract
from graph.problem import Cost
from graph.rows import read_tables
from graph.vocabulary import RowKind
from kith.commands.options import AsJson, Contracts, paired
from kith.console import emit, progress
from resolver.evaluate import Evaluation
from resolver.evaluate import evaluate as compare
from resolver.former_addresses import with_former_addresses
from resolver.link import link as link_records

Files = Annotated[
    list[Path],
    typer.Argument(
        help="Files of person rows, and of address rows where there are any.", exists=True, dir_okay=False
    ),
]
Out = Annotated[Path, typer.Option("--out", "-o", help="Parquet file to write: source, key, entity_id.")]
Clusters = Annotated[
    Path, typer.Argument(help="Clusters written by `kith link`.", exists=True, dir_okay=False)
]
Truth = Annotated[
    Path, typer.Argument(help="CSV or Parquet file with the truth.", exists=True, dir_okay=False)
]


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
        "written": out,
    }
    emit(facts, as_json=as_json, title="Linked")


def evaluate(
    clusters: Clusters,
    truth: Truth,
    key: Annotated[str, typer.Option(help="Column of the truth file that holds the record's key.")] = "key",
    entity: Annotated[
        str, typer.Option(help="Column that says which entity the record truly is of.")
    ] = "person",
    as_json: AsJson = False,
) -> None:
    """Compare clusters with a truth: pairwise and B-cubed precision, recall and F1."""
    evaluation = against_truth(pq.read_table(clusters), _read(truth), key, entity)
    emit(evaluation.as_dict(), as_json=as_json, title="Evaluation")


def against_truth(clusters: pa.Table, truth: pa.Table, key: str, entity: str) -> Evaluation:
    """Evaluate clusters on the records that the truth names; by source too where the truth has it.

    Raises:
        typer.BadParameter: a column is missing, or the truth names none of the records.
    """
    missing = [name for name in (key, entity) if name not in truth.column_names]
    if missing:
        raise typer.BadParameter(f"The truth has no column {missing[0]!r}; it has {truth.column_names}.")
    names = ["source", key] if "source" in truth.column_names else [key]
    held = ["source", "key"] if "source" in truth.column_names else ["key"]
    text = [pa.compute.cast(truth[name], pa.string()) for name in names]
    known = pa.table([*text, pa.compute.cast(truth[entity], pa.string())], names=[*held, "truth"])
    joined = clusters.join(known, keys=held, join_type="inner")
    if len(joined) == 0:
        raise typer.BadParameter("The truth names none of the records; is the key column right?")
    return compare(np.asarray(joined["entity_id"]), np.asarray(joined["truth"]))


def _read(path: Path) -> pa.Table:
    return pa.csv.read_csv(path) if path.suffix == ".csv" else pq.read_table(path)
