"""The charts of one finding outside the page: for notebooks, files and other programs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

from nearer.findings import Finding
from nearer.kernel.errors import RequestError
from nearer.report.palette import paint
from nearer.report.specs import Spec, effects_spec, over_time_spec, rhythm_spec

__all__ = ["Chart", "closeness_chart", "effects_chart", "rhythm_chart"]

MIME = "application/vnd.vegalite.v6+json"


@dataclass(frozen=True, slots=True)
class Chart:
    """A Vega-Lite chart that a notebook shows by itself.

    Attributes:
        spec: The specification, colours as style variables.
    """

    spec: Spec

    def to_dict(self) -> dict[str, Any]:
        """Return the specification with plain colours, for any renderer of Vega-Lite 6."""
        painted: dict[str, Any] = paint(self.spec)
        return painted

    def save(self, path: str | Path) -> Path:
        """Write the specification as JSON and return where."""
        target = Path(path)
        target.write_bytes(msgspec.json.format(msgspec.json.encode(self.to_dict()), indent=2) + b"\n")
        return target

    def __repr__(self) -> str:
        return f"<Chart: {self.spec['description']}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {MIME: self.to_dict(), "text/plain": repr(self)}


def closeness_chart(finding: Finding) -> Chart:
    """Return closeness over time, possible episodes marked, with both people's activity under it.

    Raises:
        RequestError: The record is too short to have days.
    """
    return _chart(over_time_spec(finding), finding)


def effects_chart(finding: Finding) -> Chart:
    """Return what went with closer times, with intervals.

    Raises:
        RequestError: The record is too short for an effect.
    """
    return _chart(effects_spec(finding), finding)


def rhythm_chart(finding: Finding, person: Literal["me", "them"] = "me") -> Chart:
    """Return when in the week one of the two people writes."""
    return Chart(rhythm_spec(finding, person))


def _chart(spec: Spec | None, finding: Finding) -> Chart:
    if spec is None:
        raise RequestError("report.errors.too_short_to_draw", contact=finding.contact)
    return Chart(spec)
