"""What sections of the document for a therapist are made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nearer.report.view import TableView
from nearer.words import say

__all__ = ["Piece", "made_table"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a section.

    Attributes:
        kind: A heading, a paragraph of ours, the user's own words, or a table.
        text: Empty for a table.
        table: Only for a table.
    """

    kind: Literal["heading", "text", "quote", "table"]
    text: str = ""
    table: TableView | None = None


def made_table(key: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Piece:
    """Return a table whose caption and heads stand in the catalogue.

    Args:
        key: Table of the catalogue, below ``therapist``.
        columns: Keys of its heads.
        rows: Cells in words.
    """
    return Piece(
        "table",
        table=TableView(
            say(f"therapist.{key}.caption"),
            tuple(say(f"therapist.{key}.{column}") for column in columns),
            tuple(map(tuple, rows)),
        ),
    )
