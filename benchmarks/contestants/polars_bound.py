"""The bound: a Polars regex that knows the one format it reads (Android, day first, 24 h), and nothing else."""

import sys

import polars as pl

HEADER = r"^(\d\d/\d\d/\d{4}, \d\d:\d\d) - ([^:]+): (.*)$"

lines = pl.read_csv(
    sys.argv[1],
    has_header=False,
    separator="\x1f",
    quote_char=None,
    new_columns=["line"],
    schema={"line": pl.String},
)
read = (
    lines.lazy()
    .select(pl.col("line").str.extract_groups(HEADER).struct.rename_fields(["time", "sender", "text"]))
    .unnest("line")
    .drop_nulls("time")
    .select(
        pl.col("time").str.to_datetime("%d/%m/%Y, %H:%M", time_unit="ms"),
        "sender",
        pl.col("text").str.len_chars().alias("length"),
    )
    .collect()
)
counts = read["sender"].value_counts(sort=True)
print(read.height, read["time"].min(), read["time"].max(), *counts.rows())
