"""Builds the chart library into the package, so that a page needs no network to draw its charts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLE = Path("src/nearer/report/static/vega-bundle.js")
VEGA_LITE = "6.4"
NOTICE = """\
/*! This script holds Vega, Vega-Lite and Vega-Embed, (c) University of Washington Interactive Data Lab,
 BSD 3-Clause License, with the parts that they need: d3 and topojson (ISC, (c) Mike Bostock),
 lodash (MIT, (c) OpenJS Foundation), fast-json-patch (MIT, (c) Joachim Wester),
 semver (ISC, (c) Isaac Z. Schlueter), json-stringify-pretty-compact (MIT, (c) Simon Lydell).
 Redistributions keep this notice. The software is provided "as is", without warranty of any kind,
 express or implied. */
"""


class BuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes Vega's bundle into ``nearer.report.static`` before a wheel is made, editable ones included."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the bundle unless it is there already."""
        target = Path(self.root) / BUNDLE
        if self.target_name == "wheel" and not target.is_file():
            write_bundle(target)


def write_bundle(target: Path) -> None:
    """Write Vega, Vega-Lite and Vega-Embed as one script that may stand inside a page."""
    import vl_convert

    script = NOTICE + vl_convert.javascript_bundle(vl_version=VEGA_LITE)
    script = script.replace("<!--", "\\x3C!--").replace("</script", "<\\/script")
    if "<script" in script.lower():
        raise RuntimeError("the bundle holds a tag that would end or nest a script element")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(script, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_bundle(Path(__file__).parent / BUNDLE)
