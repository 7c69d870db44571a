"""Writes the reading grade of every page of the library into ``docs/library.md``: ``python docs/grades.py``.

Flesch-Kincaid grade by textstat over the words of a page, without its sources and headings. Needs the packages of the
dependency group ``test``.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from nearer.patterns.loading import own_library

PAGE = Path(__file__).with_name("library.md")
TABLE = re.compile(r"(<!-- grades -->\n).*?(<!-- end -->)", re.DOTALL)


def pages() -> Iterator[tuple[str, str]]:
    """Yield the name and the words of every page."""
    library = own_library().library
    for slug, pattern in library.patterns.items():
        yield f"patterns/{slug}", pattern.text.plain
    for key, cause in library.causes.items():
        prompts = [prompt.text for prompt in cause.prompts]
        yield f"causes/{key}", "\n\n".join([cause.text.plain, *prompts])
    for name, page in library.pages.items():
        yield f"pages/{name}", f"{page.lead}\n\n{page.text.plain}"
        yield f"pages/{name}-sheet", page.sheet.plain
    answers = [f"{one.ask}\n\n{one.answer.plain}" for one in library.questions.values()]
    yield "questions", "\n\n".join(answers)


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of a text, to one decimal.

    Every paragraph is a sentence at least, so that an item of a list without a full stop does not run into the next.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import textstat
    ended = re.sub(r"(?<=[^.?!:;\"”'’)\s])(?=\s*(?:\n\n|\Z))", ".", text)
    found: float = textstat.flesch_kincaid_grade(ended)
    return round(found, 1)


def table() -> str:
    """Return the table of grades."""
    rows = [f"| {name} | {len(text.split()):,} | {grade(text):.1f} |\n" for name, text in pages()]
    return "".join(["| page | words | grade |\n|---|---|---|\n", *rows])


if __name__ == "__main__":
    PAGE.write_text(TABLE.sub(lambda match: match[1] + table() + match[2], PAGE.read_text("utf-8")), "utf-8")
