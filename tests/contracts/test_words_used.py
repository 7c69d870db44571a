"""No sentence is left over: each is asked for by its key, by a key put together in code, or with the table it stands in."""

import re
import tomllib
from pathlib import Path

import nearer.words

SOURCE = Path(nearer.words.__file__).parents[1]
CATALOGUE = SOURCE / "words" / "en"

TEXT = r"""f?"[^"\n]*"|f?'[^'\n]*'"""
PUT_TOGETHER = re.compile(rf"(?=((?:{TEXT})(?:\s*~\s*(?:{TEXT}|[\w.]*(?:\([^()]*\))?))*))")
"""Looked for at every place, since a text may stand within another: ``title="{{ say('home.title') }}"``."""

FILLED_IN = re.compile(r"\{(?:[^{}]|\{[^{}]*\})*\}")
TAKEN_WHOLE = re.compile(r"""catalogue\("(\w+)"\)((?:\["\w+"\])*)""")
LOOKED_UP = re.compile(r"\bwords\.([\w.]+)")
DONE_WITH = re.compile(r"\.(?:values|format|replace)$")
LOOKED_UP_IN = ("report", "pocket.phone")
"""Tables that templates and scripts know as ``words``."""


def keys():
    for file in sorted(CATALOGUE.glob("*.toml")):
        yield from leaves(tomllib.loads(file.read_text(encoding="utf-8")), file.stem)


def leaves(table, path):
    """Yield the key of every sentence; a list of sentences is one."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}.{name}")
        else:
            yield f"{path}.{name}"


def sources():
    for file in sorted(SOURCE.rglob("*")):
        if file.suffix in {".py", ".j2", ".js"} and file.name != "vega-bundle.js":
            yield file.read_text(encoding="utf-8")


def pattern_of(text):
    """A pattern of the keys that a text of the code, or several put together, can be; None where it names no table."""
    pattern = ""
    for piece in re.findall(rf"~\s*[\w.(][^~]*|{TEXT}", text):
        if piece[0] == "~":
            pattern += r"[\w.]*"
        else:
            plain = piece.lstrip("f")[1:-1]
            parts = FILLED_IN.split(plain) if piece[0] == "f" else [plain]
            pattern += r"[\w.]*".join(map(re.escape, parts))
    return pattern if re.match(r"[a-z_]+\\\.", pattern) else None


def patterns(source):
    for match in PUT_TOGETHER.finditer(source):
        if pattern := pattern_of(match[1]):
            yield from (pattern, rf"report\.{pattern}")  # the page's own functions leave its part out
    for part, tables in TAKEN_WHOLE.findall(source):
        path = ".".join((part, *re.findall(r"\w+", tables)))
        if path not in LOOKED_UP_IN:
            yield rf"{re.escape(path)}\..+"
    for path in LOOKED_UP.findall(source):
        name = re.escape(DONE_WITH.sub("", path))
        yield from (rf"{re.escape(table)}\.{name}(?:\..+)?" for table in LOOKED_UP_IN)


def left_over(names, texts):
    found = {pattern for text in texts for pattern in patterns(text)}
    used = re.compile("|".join(f"(?:{pattern})" for pattern in sorted(found)))
    return [name for name in names if not used.fullmatch(name)]


def test_no_sentence_is_left_over():
    assert left_over(keys(), sources()) == []


def test_a_sentence_that_is_left_over_is_found():
    page = """{{ say("home.title") }} {{ say("home.greeting." ~ view.greeting ~ ".lead") }} {{ words.page.skip.format(n=1) }}"""
    code = """say(f"home.step.{step}"); catalogue("guides")[name]"""
    used = [
        "home.title",
        "home.greeting.night.lead",
        "home.step.first",
        "report.page.skip",
        "guides.own.title",
    ]
    unused = ["home.lead", "home.greeting.night.title", "home.stepping", "report.page.back", "guide.own"]
    assert left_over(used + unused, [page, code]) == unused
