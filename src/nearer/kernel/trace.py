"""Where an error arose: by module and line, never by its own words, which may quote text."""

from __future__ import annotations

__all__ = ["innermost_place"]


def innermost_place(error: BaseException) -> str:
    """Return module and line of the innermost frame of ours, such as ``nearer.sources.zips:41``."""
    place = "?"
    trace = error.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.startswith("nearer"):
            place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
