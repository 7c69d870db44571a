"""From records to one exchange per contact: people, merging, de-duplication."""

from nearer.timeline.copies import distinct_keys, distinct_places, message_keys, precision_of
from nearer.timeline.dyad import Dyad
from nearer.timeline.exchange import (
    Exchange,
    LeftOut,
    Reason,
    find_contact,
    join_apps,
    join_exchanges,
    join_frames,
    leave_out,
    mark_mine,
)
from nearer.timeline.merging import app_of, merge_frames
from nearer.timeline.names import count_people, names_here, plain_name
from nearer.timeline.shifts import aligned
from nearer.timeline.timeline import Timeline, Timelines, load_timelines

__all__ = [
    "Dyad",
    "Exchange",
    "LeftOut",
    "Reason",
    "Timeline",
    "Timelines",
    "aligned",
    "app_of",
    "count_people",
    "distinct_keys",
    "distinct_places",
    "find_contact",
    "join_apps",
    "join_exchanges",
    "join_frames",
    "leave_out",
    "load_timelines",
    "mark_mine",
    "merge_frames",
    "message_keys",
    "names_here",
    "plain_name",
    "precision_of",
]
