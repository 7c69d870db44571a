"""What files that are made to break a reader do: the answer, how long it took, and how much memory it cost on either side.

``python benchmarks/defuse.py`` prints a table in Markdown.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from bombs import BOMBS

from nearer.app.apart import ReaderProcess
from nearer.kernel.errors import ExportError
from nearer.sources import ReadOptions


def defuse(path: Path) -> tuple[str, float, int]:
    """Return what is said, the seconds, and by how many MiB this process grew."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    try:
        with ReaderProcess() as process:
            listed = process.look_for_some(path)
            n = skipped = 0
            for number in range(len(listed.exports)):
                reader = process.read(listed, number, ReadOptions())
                n += sum(batch.frame.height for batch in reader)
                skipped += reader.tally.n_skipped
        said = f"{n:,} messages, {skipped:,} skipped"
    except ExportError as error:
        said = error.key.rpartition(".")[2]
    return (
        said,
        time.perf_counter() - begun,
        (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10,
    )


def main() -> None:
    import polars  # noqa: F401 - part of this process before it begins

    print(
        "| file | MiB | answer | seconds | this process grew by, MiB | peak of all readers, MiB |",
        "|---|---|---|---|---|---|",
        sep="\n",
    )
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:] or BOMBS:
            path = Path(folder) / name
            BOMBS[name](path)
            said, seconds, grown = defuse(path)
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
            print(
                f"| {name}: {(BOMBS[name].__doc__ or '').rstrip('.')} | {path.stat().st_size / 2**20:.1f} | {said} | {seconds:.2f} | {grown} | {peak} |",
                flush=True,
            )
            path.unlink()


if __name__ == "__main__":
    main()
