"""The keys by which patterns, causes, exercises and records speak of each other; tests hold each against its part."""

from __future__ import annotations

from typing import Final

__all__ = ["CATEGORIES", "CAUSES", "CHECKIN_ITEMS", "EXERCISES", "RECORD_KEYS", "SCALES", "SIGNALS"]

CATEGORIES: Final = ("closeness", "distance", "asking", "the_other_side")
"""Groups of patterns: as it gets close · how distance is made · asking and letting in · the one who is left."""

CAUSES: Final = ("betrayal", "vulnerability", "engulfment", "not_enough", "independence")
"""Possible causes: betrayed or rejected before · being seen is hard to bear · fear of losing oneself ·
fear of not being enough · taught to need nobody."""

EXERCISES: Final = (
    "name_the_pull",
    "guard_map",
    "prediction_test",
    "six_rungs",
    "stay_ninety",
    "pause_with_return",
    "kind_letter",
    "good_wishes",
    "safe_person",
    "savour",
    "repair_note",
    "room_for_me",
)

SCALES: Final = (
    "ecr_rs", "a_rsq", "scs_sf", "rses", "ucla_3", "ios", "ipip_ipc", "own_closeness", "own_worth", "own_room",
)  # fmt: skip
"""Questionnaires: published ones, whose text the user loads, and our own short ones."""

SIGNALS: Final = ("spells", "slower")
"""What the detector measures: quiet spells after closer times; slower replies after closer times."""

CHECKIN_ITEMS: Final = ("closeness", "wanted", "urge", "feelings", "did")
"""What a check-in asks."""

RECORD_KEYS: Final = (
    "after_close",
    "they_kept_reaching",
    "urge_rises",
    "exposed",
    "judged",
    "overwhelmed",
    "felt_when_close",
    "wanted_gap",
    "what_i_did",
    "cool_after_warm",
    "fears_outcomes",
    "pauses_kept",
)
"""Statements that can be made from the user's own record, each with its count and interval, or "nothing yet"."""
