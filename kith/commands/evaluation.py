"""`kith evaluate`: clusters against a truth, whole or of a reviewed sample, and whom they serve worse."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kith.commands.options import AsJson
from kith.console import OUT, emit, emit_json, plain, rows_table
from resolver.grouping import Grouping

if TYPE_CHECKING:
    import pyarrow as pa

    from resolver.subgroups import Rate, Subgroup

Clusters = Annotated[
    Path, typer.Argument(help="Clusters written by `kith link`.", exists=True, dir_okay=False)
]
Truth = Annotated[
    Path, typer.Argument(help="CSV or Parquet file with the truth.", exists=True, dir_okay=False)
]
By = Annotated[
    list[Grouping] | None, typer.Option(help="Show error rates by this; may be given several times.")
]
Records = Annotated[
    list[Path] | None,
    typer.Option(
        exists=True,
        dir_okay=False,
        help="The files that were linked, for --by.",
    ),
]
Layouts = Annotated[
    list[Path] | None,
    typer.Option("--contract", "-c", exists=True, dir_okay=False, help="The contract of the records."),
]


@dataclass(frozen=True)
class _Judged:
    """The predicted person of every record, and the true one where it is known."""

    clusters: "pa.Table"
    truth: "list[str | None]"


def evaluate(
    clusters: Clusters,
    truth: Truth,
    key: Annotated[str, typer.Option(help="Column of the truth file that holds the record's key.")] = "key",
    entity: Annotated[
        str, typer.Option(help="Column that says which entity the record truly is of.")
    ] = "person",
    sampled: Annotated[
        bool,
        typer.Option(help="The truth is of records drawn at random, each with its whole person."),
    ] = False,
    by: By = None,
    records: Records = None,
    contract: Layouts = None,
    as_json: AsJson = False,
) -> None:
    """Compare clusters with a truth, whole or of a reviewed sample; by group too."""
    import pyarrow.parquet as pq

    judged = against_truth(pq.read_table(clusters), _table(truth), key, entity)
    figures = _estimates(judged) if sampled else _figures(judged)
    groups = _by_group(judged, by, _records(records, contract), sampled=sampled) if by else {}
    if as_json:
        emit_json({**figures, **({"subgroups": groups} if groups else {})})
        return
    emit(_flat(figures), as_json=False, title="Estimated from a sample" if sampled else "Evaluation")
    for name, found in groups.items():
        OUT.print(rows_table([_shown(each) for each in found], f"Errors by {name.replace('_', ' ')}"))


def against_truth(clusters: "pa.Table", truth: "pa.Table", key: str, entity: str) -> _Judged:
    """Set the truth beside the clusters; by source too where the truth has it.

    Raises:
        typer.BadParameter: a column is missing, or the truth names none of the records.
    """
    missing = [name for name in (key, entity) if name not in truth.column_names]
    if missing:
        raise typer.BadParameter(f"The truth has no column {missing[0]!r}; it has {truth.column_names}.")
    names = ["source", key] if "source" in truth.column_names else [key]
    held = ["source", "key"] if "source" in truth.column_names else ["key"]
    known = dict(zip(_keys(truth, names), (str(each) for each in truth[entity].to_pylist()), strict=True))
    found = [known.get(each) for each in _keys(clusters, held)]
    if not any(found):
        raise typer.BadParameter("The truth names none of the records; is the key column right?")
    return _Judged(clusters, found)


def _keys(table: "pa.Table", names: list[str]) -> list[tuple[str, ...]]:
    columns = ([str(each) for each in table[name].to_pylist()] for name in names)
    return list(zip(*columns, strict=True))


def _figures(judged: _Judged) -> dict[str, Any]:
    """The figures on the records that the truth names."""
    from resolver.evaluate import evaluate as compare

    predicted = judged.clusters["entity_id"].to_pylist()
    pairs = [(mine, true) for mine, true in zip(predicted, judged.truth, strict=True) if true is not None]
    return dict(compare([mine for mine, _ in pairs], [true for _, true in pairs]).as_dict())


def _estimates(judged: _Judged) -> dict[str, Any]:
    from resolver.review.entity_sample import Drawn, estimate_from_people

    found = estimate_from_people(judged.clusters["entity_id"], judged.truth, Drawn.BY_RECORD)
    content: dict[str, Any] = plain(found)
    return content


def _flat(figures: dict[str, Any]) -> dict[str, Any]:
    """Estimates as text: the value and its interval."""
    return {
        name: f"{each['value']:.4f} ({each['low']:.4f} to {each['high']:.4f})"
        if isinstance(each, dict)
        else each
        for name, each in figures.items()
    }


def _by_group(
    judged: _Judged, by: list[Grouping], records: "pa.Table", *, sampled: bool
) -> "dict[str, list[Subgroup]]":
    from collections import Counter

    import numpy as np

    from resolver.groupings import groups_of
    from resolver.subgroups import subgroups

    place = {each: row for row, each in enumerate(_keys(records, ["source", "key"]))}
    rows = [place.get(each) for each in _keys(judged.clusters, ["source", "key"])]
    if None in rows:
        raise typer.BadParameter("The records given are not those that were linked.")
    sizes = Counter(judged.truth)
    weights = np.array([1 / sizes[each] if sampled else 1.0 for each in judged.truth])
    groups = {}
    for grouping in by:
        of = groups_of(records, grouping)
        groups[grouping.value] = [of[row] for row in rows if row is not None]
    return subgroups(judged.clusters["entity_id"], judged.truth, groups, weights)


def _records(files: list[Path] | None, contracts: list[Path] | None) -> "pa.Table":
    from graph.contract import Contract
    from graph.rows import read_person_table
    from kith.commands.options import paired

    if not files:
        raise typer.BadParameter("--by needs the records that were linked: give them by --records.")
    if contracts:
        return read_person_table([(Contract.read(each), file) for each, file in paired(files, contracts)])[0]
    if len(files) > 1:
        raise typer.BadParameter("Several files of records need their contracts.")
    return _table(files[0])


def _shown(found: "Subgroup") -> dict[str, object]:
    return {
        "group": found.name,
        "records": found.records,
        "people": found.people,
        "missed": _rate(found.missed),
        "wrong": _rate(found.wrong),
    }


def _rate(found: "Rate | None") -> str:
    """A rate with its interval, and a mark where it differs from all others'."""
    if found is None:
        return "—"
    rate = found.rate
    text = f"{rate.value:.2%} ({rate.low:.2%} to {rate.high:.2%})"
    return f"{text}  ◄ {found.gap:+.2%}" if found.is_marked else text


def _table(path: Path) -> "pa.Table":
    """A file as a table; all columns of a CSV file are text, so that a key keeps its zeros."""
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet as pq

    if path.suffix != ".csv":
        return pq.read_table(path)
    with path.open("rb") as file:
        names = pyarrow.csv.open_csv(file).schema.names
    as_text = pyarrow.csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True
    )
    return pyarrow.csv.read_csv(path, convert_options=as_text)
