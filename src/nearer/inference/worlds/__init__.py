"""Made-up people whose truth is known: the ground on which the detector is tried.

Two worlds. In the agent-based one (:func:`simulate_dyad`) two people with sleep, work, moods and meetings
open conversations and answer them, closeness moves, and one of them may or may not draw back when it rises.
In the hazard world (:func:`simulate_hazard_dyad`) spells begin at exactly a set hazard ratio per standard
deviation of the closeness that the detector itself measures, so that the coverage of its interval can be
checked.

Both are reproducible from their seed and were fixed before any detector was run on them.
"""

from nearer.inference.worlds.families import FAMILIES, NULLS, POSITIVES, Family
from nearer.inference.worlds.hazard import simulate_hazard_dyad
from nearer.inference.worlds.simulate import SimulatedDyad, simulate_dyad
from nearer.inference.worlds.truth import Truth

__all__ = [
    "FAMILIES",
    "NULLS",
    "POSITIVES",
    "Family",
    "SimulatedDyad",
    "Truth",
    "simulate_dyad",
    "simulate_hazard_dyad",
]
