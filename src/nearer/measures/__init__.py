"""Questionnaires: keys as files, scoring, a text that the user brings, and what a difference may mean."""

from nearer.measures.change import (
    BASELINE,
    FEWEST_FOR_CHANGE,
    Band,
    OwnChange,
    band_of,
    own_change,
    reliable_difference,
)
from nearer.measures.definition import Part, Published, Scale, Source, find_scale, load_scales, read_scale
from nearer.measures.scoring import Value, answers_of, check_ticks, score
from nearer.measures.text import ItemTexts, TextProblem, read_items

__all__ = [
    "BASELINE",
    "FEWEST_FOR_CHANGE",
    "Band",
    "ItemTexts",
    "OwnChange",
    "Part",
    "Published",
    "Scale",
    "Source",
    "TextProblem",
    "Value",
    "answers_of",
    "band_of",
    "check_ticks",
    "find_scale",
    "load_scales",
    "own_change",
    "read_items",
    "read_scale",
    "reliable_difference",
    "score",
]
