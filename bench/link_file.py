"""Link one Parquet file of person rows with the default settings: the process that `bench.scale` measures.

    python -m bench.link_file FILE OUT

Writes the clusters to OUT and prints, as its last line, the seconds at the end of each stage. It loads no
module and reads no field that linking does not need.
"""

import json
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq

from resolver.fields_used import fields_used
from resolver.link import link
from resolver.settings import default_settings


def main(records: Path, out: Path) -> None:
    """Train, predict and cluster."""
    started, stages = time.perf_counter(), {}

    def hear(stage: str, _: int) -> None:
        stages[stage] = round(time.perf_counter() - started, 2)

    used = fields_used(default_settings())
    with pq.ParquetFile(records) as file:
        read = file.read(columns=[name for name in file.schema_arrow.names if name in used])
    linkage = link(read, progress=hear)
    pq.write_table(linkage.clusters, out)
    print(json.dumps({"records": linkage.clusters.num_rows, "seconds_at_end_of": stages}))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
