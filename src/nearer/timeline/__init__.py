"""From records to one exchange per contact: people, merging, de-duplication."""

from nearer.timeline.copies import distinct_keys, distinct_places, message_keys
from nearer.timeline.dyad import Dyad
from nearer.timeline.exchange import (
    Exchange,
    LeftOut,
    Reason,
    find_contact,
    join_exchanges,
    join_frames,
    leave_out,
    mark_mine,
)
from nearer.timeline.names import plain_name
from nearer.timeline.timeline import Timeline, Timelines, load_timelines

__all__ = [
    "Dyad",
    "Exchange",
    "LeftOut",
    "Reason",
    "Timeline",
    "Timelines",
    "distinct_keys",
    "distinct_places",
    "find_contact",
    "join_exchanges",
    "join_frames",
    "leave_out",
    "load_timelines",
    "mark_mine",
    "message_keys",
    "plain_name",
]
