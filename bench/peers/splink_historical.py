"""Splink 5 on historical people: one run with the rules and comparisons of its own documentation.

    python splink_historical.py DATA OUT STARTED

Runs in an environment of its own (splink, duckdb, pandas, pyarrow). Writes the clusters at each threshold
to OUT as Parquet and prints, as its last line, the seconds of each stage; the clusters at 0.95, its usual
threshold, are within the time, those at other thresholds come after it. STARTED is the time, in seconds of
the system's clock, at which the process was started.
"""

import json
import sys
import time

import pandas as pd
import splink.comparison_library as cl
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

USUAL = 0.95
OTHERS = (0.2, 0.5, 0.8, 0.9, 0.99, 0.999)

RULES = [
    block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
    block_on("surname", "dob"),
    block_on("first_name", "dob"),
    block_on("postcode_fake", "first_name"),
    block_on("postcode_fake", "surname"),
    block_on("dob", "birth_place"),
    block_on("substr(postcode_fake,1,3)", "dob"),
    block_on("substr(postcode_fake,1,3)", "first_name"),
    block_on("substr(postcode_fake,1,3)", "surname"),
    block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
]
CERTAIN = [
    "l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob",
    "substr(l.first_name,1,2) = substr(r.first_name,1,2) and l.surname = r.surname"
    " and substr(l.postcode_fake,1,2) = substr(r.postcode_fake,1,2)",
    "l.dob = r.dob and l.postcode_fake = r.postcode_fake",
]
COMPARISONS = [
    cl.ForenameSurnameComparison(
        "first_name", "surname", forename_surname_concat_col_name="first_name_surname_concat"
    ),
    cl.DateOfBirthComparison("dob", input_is_string=True),
    cl.PostcodeComparison("postcode_fake"),
    cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
    cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
]


def trained(data: str) -> Linker:
    """Read the data and train the model."""
    people = pd.read_parquet(data)
    people["first_name_surname_concat"] = people["first_name"] + " " + people["surname"]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        blocking_rules_to_generate_predictions=RULES,
        comparisons=COMPARISONS,
    )
    linker = Linker(DuckDBAPI().register(people), settings)
    linker.training.estimate_probability_two_random_records_match(CERTAIN, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6)
    for rule in (block_on("first_name", "surname"), block_on("dob")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    return linker


def main() -> None:
    """Train, predict, cluster at the usual threshold; then cluster at the others."""
    started = float(sys.argv[3])
    linker = trained(sys.argv[1])
    after_training = time.time()
    predictions = linker.inference.predict(threshold_match_probability=0.05)
    after_prediction = time.time()

    def clusters(threshold: float) -> pd.Series:
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predictions, threshold_match_probability=threshold
        )
        return found.as_pandas_dataframe().set_index("unique_id")["cluster_id"]

    columns = {str(USUAL): clusters(USUAL)}
    finished = time.time()
    columns |= {str(threshold): clusters(threshold) for threshold in OTHERS}
    pd.DataFrame(columns).reset_index().to_parquet(sys.argv[2])
    print()
    print(
        json.dumps(
            {
                "train": after_training - started,
                "predict": after_prediction - after_training,
                "cluster": finished - after_prediction,
                "seconds": finished - started,
            }
        )
    )


main()
