"""Nearer's readers alone: every batch is drawn and let go."""

import sys
from pathlib import Path

from nearer.sources import open_exports

n = 0
for reader in open_exports(Path(sys.argv[1])).readers:
    for batch in reader:
        n += len(batch.frame)
print(n)
