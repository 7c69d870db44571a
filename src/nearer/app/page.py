"""Use case: the page of an analysis, at the present time."""

from __future__ import annotations

from datetime import datetime

from nearer.findings import Findings
from nearer.report.page import render_page

__all__ = ["page_bytes"]


def page_bytes(findings: Findings) -> bytes:
    """Return the page as UTF-8."""
    return render_page(findings, now=datetime.now().astimezone()).encode()
