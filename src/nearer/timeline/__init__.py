"""From records to one exchange per contact: people, merging, de-duplication."""

from nearer.timeline.dyad import Dyad
from nearer.timeline.exchange import Exchange, LeftOut, join_exchanges, join_frames
from nearer.timeline.names import plain_name
from nearer.timeline.timeline import Timeline, Timelines, load_timelines

__all__ = [
    "Dyad",
    "Exchange",
    "LeftOut",
    "Timeline",
    "Timelines",
    "join_exchanges",
    "join_frames",
    "load_timelines",
    "plain_name",
]
