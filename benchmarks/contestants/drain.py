"""Nearer's reader alone, in this process: draws every batch and counts."""

import sys
from pathlib import Path

from nearer.sources import open_exports

print(sum(batch.frame.height for reader in open_exports(Path(sys.argv[1])).readers for batch in reader))
