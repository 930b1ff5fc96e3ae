"""Splink 5 on FEBRL data set 3, set up as its own documentation sets it up for these data.

    python splink_febrl3.py DATA OUT STARTED

Runs in an environment of its own (splink, duckdb, pandas, pyarrow). Writes the clusters at each threshold
to OUT as Parquet and prints, as its last line, the seconds up to the clusters at 0.95. STARTED is the time,
in seconds of the system's clock, at which the process was started.
"""

import json
import sys
import time

import pandas as pd
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

USUAL = 0.95
OTHERS = (0.01, 0.1, 0.2, 0.5, 0.8, 0.9, 0.99, 0.999)
RULES = [
    block_on("soc_sec_id"),
    block_on("given_name"),
    block_on("surname"),
    block_on("date_of_birth"),
    block_on("postcode"),
]
COMPARISONS = [
    cl.NameComparison("given_name"),
    cl.NameComparison("surname"),
    cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
    cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
    cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
    cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
]


def trained(data: str) -> Linker:
    """Read the data and train the model."""
    people = pd.read_csv(data, dtype=str, skipinitialspace=True)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="rec_id",
        blocking_rules_to_generate_predictions=RULES,
        comparisons=COMPARISONS,
    )
    linker = Linker(DuckDBAPI().register(people), settings)
    certain = [
        block_on("soc_sec_id"),
        block_on("given_name", "surname", "date_of_birth"),
        "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
    ]
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (block_on("date_of_birth"), block_on("postcode")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    return linker


def main() -> None:
    """Train, predict, cluster at the usual threshold; then cluster at the others."""
    started = float(sys.argv[3])
    linker = trained(sys.argv[1])
    predictions = linker.inference.predict(threshold_match_probability=0.01)

    def clusters(threshold: float) -> pd.Series:
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predictions, threshold_match_probability=threshold
        )
        return found.as_pandas_dataframe().set_index("rec_id")["cluster_id"]

    columns = {str(USUAL): clusters(USUAL)}
    seconds = time.time() - started
    columns |= {str(threshold): clusters(threshold) for threshold in OTHERS}
    pd.DataFrame(columns).reset_index().rename(columns={"rec_id": "unique_id"}).to_parquet(sys.argv[2])
    print()
    print(json.dumps({"seconds": seconds}))


main()
