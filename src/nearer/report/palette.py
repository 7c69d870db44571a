"""The colours, in one place: style variables for the page, plain colours for a chart outside it.

A chart names a colour as ``var(--me)``. In the page the browser fills it in, so that a change from light to
dark, to more contrast or to paper needs no redrawing; outside the page :func:`paint` does.
"""

from __future__ import annotations

from typing import Any, Final

__all__ = [
    "DARK",
    "HATCH",
    "LIGHT",
    "MORE_CONTRAST_DARK",
    "MORE_CONTRAST_LIGHT",
    "PAPER",
    "css_variables",
    "paint",
]

Palette = dict[str, str]

LIGHT: Final[Palette] = {
    "paper": "#FAF6F0",
    "sheet": "#FFFDF9",
    "ink": "#2A2833",
    "soft-ink": "#5C5766",
    "hairline": "#DDD4C7",
    "me": "#14706B",
    "them": "#B5492F",
    "closeness": "#6D5A9E",
}
DARK: Final[Palette] = {
    "paper": "#17161C",
    "sheet": "#1F1E26",
    "ink": "#ECE7DF",
    "soft-ink": "#B7B0BD",
    "hairline": "#3B3944",
    "me": "#5CC0B6",
    "them": "#EA967A",
    "closeness": "#B6A4E6",
}
MORE_CONTRAST_LIGHT: Final[Palette] = {
    "paper": "#FFFFFF",
    "sheet": "#FFFFFF",
    "ink": "#000000",
    "soft-ink": "#2A2833",
    "hairline": "#5C5766",
    "me": "#0A4F4B",
    "them": "#8A2F18",
    "closeness": "#463478",
}
MORE_CONTRAST_DARK: Final[Palette] = {
    "paper": "#000000",
    "sheet": "#000000",
    "ink": "#FFFFFF",
    "soft-ink": "#ECE7DF",
    "hairline": "#B7B0BD",
    "me": "#8CE6DC",
    "them": "#FFBBA3",
    "closeness": "#D3C6FF",
}
PAPER: Final[Palette] = LIGHT | {"paper": "#FFFFFF", "sheet": "#FFFFFF", "ink": "#000000"}

HATCH: Final = "url(#hatch)"
"""Fill of possible episodes; the page defines the pattern, elsewhere it is a plain tint."""

PLAIN_HATCH: Final = "rgba(42, 40, 51, 0.12)"


def css_variables(palette: Palette) -> str:
    """Return a palette as style declarations.

    >>> css_variables({"ink": "#000000"})
    '--ink: #000000;'
    """
    return " ".join(f"--{name}: {colour};" for name, colour in palette.items())


def paint(spec: Any, palette: Palette = LIGHT) -> Any:
    """Return a copy of a chart with plain colours in the place of style variables.

    >>> paint({"mark": {"color": "var(--ink)"}}, {"ink": "#000000"})
    {'mark': {'color': '#000000'}}
    """
    if isinstance(spec, dict):
        return {key: paint(value, palette) for key, value in spec.items()}
    if isinstance(spec, list):
        return [paint(value, palette) for value in spec]
    if spec == HATCH:
        return PLAIN_HATCH
    if isinstance(spec, str) and spec.startswith("var(--"):
        return palette[spec[6:-1]]
    return spec
