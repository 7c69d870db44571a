"""Folders of patterns, made for tests."""

HEADINGS = (
    "Core meaning",
    "Spiritual perspective",
    "Psychological perspective",
    "Possible causes",
    "Gentle advice",
)

HEAD = """title = "Counting the exits"
short = "You look for the door before you take off your coat."
category = "distance"
words = ["marmalade", "exits"]
leads_to = ["leaving-first"]
comes_from = ["pushing-away"]
causes = ["engulfment"]
practices = ["stay_ninety"]
[sources.atlas]
cite = "A made-up atlas of doors"
link = "https://example.org/atlas"
kind = "survey"
strength = "early"
"""

QUESTIONS = "## Questions to sit with\n\n- Which door do you look at first?\n"


def body(**sections):
    """Return a text with good sections, some of them replaced."""
    parts = [
        f"## {title}\n\n{sections.get(title.split()[0].lower(), f'A quiet word on {title}. [^own]')}\n"
        for title in HEADINGS
    ]
    return "\n".join([*parts, sections.get("questions", QUESTIONS)])


def made_pattern(folder, slug="counting-exits", head=HEAD, text=None):
    """Write a pattern's folder and return it."""
    here = folder / slug
    here.mkdir(parents=True, exist_ok=True)
    (here / "pattern.toml").write_text(head, encoding="utf-8")
    (here / "text.md").write_text(body() if text is None else text, encoding="utf-8")
    return here
