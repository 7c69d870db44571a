"""The bound: a Polars regex that knows the one format it reads (Android, day first, 24 h).

It delivers what a reader must (time, sender, length of the whole body with its further lines) and nothing else: no other
form of header, no placeholders, no lines of the app, no place that could not be read, the whole file in memory at once.
"""

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
    .select(
        pl.col("line")
        .str.extract_groups(HEADER)
        .struct.rename_fields(["time", "sender", "text"])
        .struct.unnest(),
        pl.col("line").str.len_chars().alias("whole"),
    )
    .with_columns(
        pl.col("time").is_not_null().cum_sum().alias("message"),
        pl.coalesce(pl.col("text").str.len_chars(), pl.col("whole") + 1).alias("length"),
    )
    .group_by("message", maintain_order=True)
    .agg(pl.col("time", "sender").first(), pl.col("length").sum())
    .select(pl.col("time").str.to_datetime("%d/%m/%Y, %H:%M", time_unit="ms"), "sender", "length")
    .collect()
)
counts = read["sender"].value_counts(sort=True)
print(read.height, read["time"].min(), read["time"].max(), *counts.rows())
