"""From findings to what a person looks at: the page, its charts, the lines on a terminal."""

from nearer.report.charts import Chart, closeness_chart, effects_chart, rhythm_chart
from nearer.report.page import render_page

__all__ = ["Chart", "closeness_chart", "effects_chart", "render_page", "rhythm_chart"]
