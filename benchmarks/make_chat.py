"""Write a made-up WhatsApp chat of exactly so many messages: ``python make_chat.py N FILE``.

Simulated people do not write a thousand messages a day, so a simulated exchange of three years is laid over itself as often
as needed, each time some seconds later. A process of its own, so that what it holds is not counted against the contestants.
"""

import sys
from pathlib import Path

import polars as pl

from nearer.app.output import write_whole
from nearer.app.simulate import simulate_chat
from nearer.sources.write import render_whatsapp

MONTHS = 36
SHIFT_S = 11


def main(n_messages: int, file: Path) -> None:
    """Simulate, lay over, cut, write."""
    once = simulate_chat(seed=7, months=MONTHS, messages_a_day=min(60.0, n_messages / (MONTHS * 30.0))).frame
    n_layers = -(-n_messages // once.height)
    shifted = (once.with_columns(pl.col("time") + pl.duration(seconds=SHIFT_S * k)) for k in range(n_layers))
    frame = pl.concat(shifted).sort("time", maintain_order=True)
    kept = frame.head(n_messages)
    write_whole(file, render_whatsapp(kept, title="Sam"))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
