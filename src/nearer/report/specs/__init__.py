"""Vega-Lite specifications, one file for each kind of chart.

Colours are style variables (see :mod:`nearer.report.palette`). Names of people are data or literal values,
never expressions and never links.
"""

from nearer.report.specs.base import Spec, day_ms
from nearer.report.specs.effects import effects_spec
from nearer.report.specs.over_time import over_time_spec
from nearer.report.specs.rhythm import rhythm_spec

__all__ = ["Spec", "day_ms", "effects_spec", "over_time_spec", "rhythm_spec"]
