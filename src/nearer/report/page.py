"""The page: one file that opens from disk, fetches nothing, and runs nothing but its own two scripts."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from functools import cache
from importlib import resources

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from nearer.findings import Findings
from nearer.kernel.errors import NearerError
from nearer.report import palette
from nearer.report.compose import compose_page
from nearer.report.view import PageView
from nearer.words import catalogue

__all__ = ["content_policy", "json_block", "render_page", "render_view"]

STATIC = resources.files("nearer.report") / "static"
BUNDLE = "vega-bundle.js"


def render_page(findings: Findings, *, now: datetime) -> str:
    """Return the page as HTML.

    Args:
        findings: What was found.
        now: When the page is made.

    Raises:
        NearerError: The chart library is missing from this installation.
    """
    return render_view(compose_page(findings, now))


def render_view(view: PageView) -> str:
    """Return the HTML of what stands on the page.

    Args:
        view: What stands on it.

    Raises:
        NearerError: The chart library is missing from this installation.
    """
    style, bundle = _style(), _static(BUNDLE)
    script = _static("page.js") + _static("charts.js")
    charts = [chart for contact in view.contacts for figure in contact.figures for chart in figure.charts]
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            view=view,
            words=catalogue("report"),
            policy=content_policy(style, bundle, script),
            style=Markup(style),  # noqa: S704 - our own file
            bundle=Markup(bundle),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            charts=json_block(charts),
        )
    )


def content_policy(style: str, *scripts: str) -> str:
    """Return the Content-Security-Policy that allows these inline parts and data pictures, nothing else."""
    allowed = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("nearer.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _static(name: str) -> str:
    try:
        return (STATIC / name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NearerError("report.errors.no_bundle") from error


@cache
def _style() -> str:
    """Return the style sheet, its colours first."""
    variables = palette.css_variables
    dark, more, forced = "(prefers-color-scheme: dark)", "(prefers-contrast: more)", "(forced-colors: active)"
    return "\n".join(
        (
            f":root {{ {variables(palette.LIGHT)} }}",
            f"@media {more}, {forced} {{ :root {{ {variables(palette.MORE_CONTRAST_LIGHT)} }} }}",
            f"@media {dark} {{ :root {{ {variables(palette.DARK)} }} }}",
            f"@media {dark} and {more}, {dark} and {forced} {{ :root {{ {variables(palette.MORE_CONTRAST_DARK)} }} }}",
            f"@media print {{ :root {{ {variables(palette.PAPER)} }} }}",
            _static("page.css"),
            _static("figures.css"),
        )
    )


def json_block(value: object) -> Markup:
    """Return JSON that may stand inside a script element, whatever its strings hold."""
    text = msgspec.json.encode(value).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - escaped just above


@cache
def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
