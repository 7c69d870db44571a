"""The bound: a bare `defusedxml` iterparse with clearing, as a careful program would read a backup of text messages.

It takes the few attributes that a reader must and gives nothing back in columns. Emoji written as two references would
stop it, so they are dropped from the stream with the standard library before the parser sees them.
"""

import re
import sys
from collections import Counter
from pathlib import Path

from defusedxml.ElementTree import iterparse

HALVES = re.compile(rb"&#5[5-7]\d{3};")


class Halved:
    """A file without the halves of surrogate pairs."""

    def __init__(self, path: str) -> None:
        self._file = Path(path).open("rb")  # noqa: SIM115 - read to the end of the program

    def read(self, n_bytes: int) -> bytes:
        piece = self._file.read(n_bytes)
        while piece and piece.rfind(b"&") > len(piece) - 9 and (more := self._file.read(9)):
            piece += more
        return HALVES.sub(b"", piece)


counts: Counter[str] = Counter()
total = 0
root = None
for event, element in iterparse(Halved(sys.argv[1]), events=("start", "end"), forbid_dtd=True):
    if root is None:
        root = element
    if event == "end" and element.tag in {"sms", "mms"}:
        counts[element.get("type") or element.get("msg_box")] += 1
        total += len(element.get("body") or "") + (int(element.get("date")) > 0)
        root.clear()
print(sum(counts.values()), total, *counts.items())
