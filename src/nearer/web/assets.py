"""Style, scripts and pictures: the files of this package and of the report, and the colours as a style sheet."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from nearer.report import palette

__all__ = ["Asset", "asset_url", "find_asset"]

KINDS: Final = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}
FOLDERS: Final = (resources.files("nearer.web") / "static", resources.files("nearer.report") / "static")
COLOURS: Final = "colours.css"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file.

    Attributes:
        content: Its bytes.
        kind: Its media type.
        version: Of its bytes.
    """

    content: bytes
    kind: str
    version: str


def asset_url(name: str) -> str:
    """Return the address of a file, with its version, so that a browser may keep it for good.

    Raises:
        KeyError: There is no such file.
    """
    asset = find_asset(name)
    if asset is None:
        raise KeyError(name)
    return f"/static/{name}?v={asset.version}"


@cache
def find_asset(name: str) -> Asset | None:
    """Return a file by its plain name; None where there is none.

    Args:
        name: No folder stands in it: what is looked up is a list of names, never a path.
    """
    kind = KINDS.get(name.rpartition(".")[2])
    if kind is None:
        return None
    if name == COLOURS:
        return _asset(_colours().encode(), kind)
    for folder in FOLDERS:
        for file in folder.iterdir():
            if file.name == name and file.is_file():
                return _asset(file.read_bytes(), kind)
    return None


def _asset(content: bytes, kind: str) -> Asset:
    return Asset(content, kind, hashlib.sha256(content).hexdigest()[:16])


def _colours() -> str:
    """Return the colours as style variables: as the system has it, unless the user chose otherwise."""
    variables = palette.css_variables
    light, dark = variables(palette.LIGHT), variables(palette.DARK)
    strong_light, strong_dark = variables(palette.MORE_CONTRAST_LIGHT), variables(palette.MORE_CONTRAST_DARK)
    system_dark, system_more = (
        "(prefers-color-scheme: dark)",
        "(prefers-contrast: more), (forced-colors: active)",
    )
    dark_more = ", ".join(f"{system_dark} and {one}" for one in system_more.split(", "))
    unchosen = ":root:not([data-theme])"
    return "\n".join(
        (
            f":root {{ color-scheme: light; {light} }}",
            f"@media {system_dark} {{ {unchosen} {{ color-scheme: dark; {dark} }} }}",
            f":root[data-theme=dark] {{ color-scheme: dark; {dark} }}",
            f"@media {system_more} {{ :root {{ {strong_light} }} :root[data-theme=dark] {{ {strong_dark} }} }}",
            f"@media {dark_more} {{ {unchosen} {{ {strong_dark} }} }}",
            f":root[data-contrast] {{ {strong_light} }}",
            f"@media {system_dark} {{ :root[data-contrast]:not([data-theme]) {{ {strong_dark} }} }}",
            f":root[data-contrast][data-theme=dark] {{ {strong_dark} }}",
            f"@media print {{ :root:root:root {{ color-scheme: light; {variables(palette.PAPER)} }} }}",
        )
    )
