"""The kinds of relationship that the agent-based world can play, with and without drawing back."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

__all__ = ["FAMILIES", "NULLS", "POSITIVES", "Family"]

Onset = Literal["never", "chance", "closeness"]
Course = Literal["free", "still", "wide", "fade", "honeymoon"]
Life = Literal["ordinary", "new_job", "lost_and_moved", "slow", "needier", "gaps"]
Style = Literal["all", "delays", "starts", "shorter"]


@dataclass(frozen=True, slots=True)
class Family:
    """What may happen between two simulated people.

    Attributes:
        mine: When the user's quiet spells begin: never, by chance, or the more often the closer the two are.
        theirs: The same for the contact.
        shared: The same for spells in which both are quiet (a busy season, time spent together in person).
        together: Whether shared spells are spent in person: they then feed closeness.
        course: How closeness moves apart from what happens: freely, not at all, widely, fading, after a
            honeymoon.
        life: One more circumstance.
        fed: Whether what the two write, and quiet spells, feed closeness.
        style: What drops in a quiet spell: everything, only the speed of replies, only openings, only length.
    """

    mine: Onset = "never"
    theirs: Onset = "never"
    shared: Onset = "never"
    together: bool = False
    course: Course = "free"
    life: Life = "ordinary"
    style: Style = "all"
    fed: bool = True

    @property
    def draws_back(self) -> bool:
        """Whether the user, and not only life around them, draws back from closeness."""
        return self.mine == "closeness"


FAMILIES = MappingProxyType(
    {
        "draws_back": Family(mine="closeness"),
        "both_draw_back": Family(mine="closeness", theirs="closeness"),
        "delays_only": Family(mine="closeness", style="delays"),
        "starts_only": Family(mine="closeness", style="starts"),
        "shorter_only": Family(mine="closeness", style="shorter"),
        "stationary": Family(course="still"),
        "mutual_swings": Family(course="wide"),
        "my_busy_spells": Family(mine="chance"),
        "other_draws_back": Family(theirs="closeness"),
        "mutual_fade": Family(course="fade"),
        "in_person": Family(shared="closeness", together=True),
        "new_job": Family(life="new_job"),
        "lost_and_moved": Family(life="lost_and_moved"),
        "always_slow": Family(life="slow"),
        "needier": Family(life="needier"),
        "honeymoon": Family(course="honeymoon"),
        "both_busy": Family(shared="chance"),
        "gaps": Family(life="gaps"),
    }
)
"""Every family by name; read-only."""

POSITIVES = tuple(name for name, family in FAMILIES.items() if family.draws_back)
"""Names of the families in which the user draws back from closeness."""

NULLS = tuple(name for name, family in FAMILIES.items() if not family.draws_back)
"""Names of the families in which they do not, whatever else happens."""
