"""The document for a therapist as a PDF: A4, tagged for screen readers, with its fonts.

Typesetting is Typst's, from our own template; everything that is shown goes in as JSON, so that no word of a user or
of an export can be markup. Nothing is fetched, and no file is written.
"""

from __future__ import annotations

from dataclasses import asdict
from importlib import resources
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from nearer.kernel.errors import RequestError

if TYPE_CHECKING:
    from nearer.app.therapist import TherapistView

__all__ = ["therapist_pdf"]

STANDARDS: Final[tuple[Literal["ua-1"] | None, ...]] = ("ua-1", None)
"""Tried in turn: the standard of accessible PDF, and none.

The first is given up where no font of the machine has one of the signs, which then stands as a box.
"""


def therapist_pdf(view: TherapistView) -> bytes:
    """Return the document as a PDF.

    Args:
        view: The document.

    Raises:
        RequestError: It could not be made.
    """
    import typst

    template = resources.files(__package__).joinpath("therapist.typ").read_bytes()
    words = msgspec.json.encode(asdict(view) | {"footer": view.made}).decode()
    for standard in STANDARDS:
        try:
            made, _ = typst.compile_with_warnings(
                template, format="pdf", sys_inputs={"view": words}, pdf_standards=standard, timestamp=0
            )
        except typst.TypstError:  # its message holds words of the document
            continue
        return made
    raise RequestError("therapist.errors.no_pdf")
