"""The catalogue: every key that the code asks for is there, filled as it wants, and worded by the rules."""

import ast
import re
import string
import tomllib
from pathlib import Path

import pytest

import nearer.words
from nearer.words import say

SOURCE = Path(nearer.words.__file__).parents[1]
CATALOGUE = SOURCE / "words" / "en"


def leaves(table, prefix):
    for name, value in table.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{prefix}.{name}")
        elif isinstance(value, str):
            yield f"{prefix}.{name}", value
        elif isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, str):
                    yield f"{prefix}.{name}.{number}", item
                elif isinstance(item, dict):
                    yield from leaves(item, f"{prefix}.{name}.{number}")


SENTENCES = {
    key: text
    for file in sorted(CATALOGUE.glob("*.toml"))
    for key, text in leaves(tomllib.loads(file.read_text(encoding="utf-8")), file.stem)
}


def asked_for():
    """Every constant key given to say() or to an error, with the names of its values (None where not told)."""
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if (name == "say" or name.endswith("Error")) and isinstance(first, ast.Constant):
                key = first.value
                if isinstance(key, str) and key.split(".")[0] in {
                    file.stem for file in CATALOGUE.glob("*.toml")
                }:
                    keywords = {word.arg for word in node.keywords}
                    yield (
                        f"{file.relative_to(SOURCE)}:{node.lineno}",
                        key,
                        None if None in keywords else keywords,
                    )


TEMPLATES = sorted(SOURCE.rglob("*.j2"))
SAY = re.compile(r"""\bsay\(\s*["']([\w.]+)["']\s*([,)~])""")
CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->", re.DOTALL)
PICTURE = re.compile(r"<(style|script|svg)\b.*?</\1>", re.DOTALL)
WRITTEN = ("alt", "title", "placeholder", "aria-label", "aria-description")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_templates_ask_for_sentences_that_are_there(template):
    for key, after in SAY.findall(template.read_text(encoding="utf-8")):
        if after != "~":
            assert key in SENTENCES, key


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_templates_hold_no_words_of_their_own(template):
    text = PICTURE.sub("", CODE.sub("", template.read_text(encoding="utf-8")))
    for name in WRITTEN:
        for value in re.findall(rf"""\s{name}=["']([^"']*)["']""", text):
            assert not re.search(r"[A-Za-z]{2}", value), value
    left = re.sub(r"<[^>]*>", " ", text).replace("Nearer", "")
    found = re.search(r"[A-Za-z]{2,}[ \w]*", re.sub(r"&\w+;", " ", left))
    assert not found, found and found[0]


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize(
    ("place", "key", "given"),
    list(asked_for()),
    ids=lambda value: value[:60] if isinstance(value, str) else "",
)
def test_every_key_is_there_and_filled(place, key, given):
    assert key in SENTENCES, f"{place} asks for {key}"
    if given is not None:
        assert placeholders(SENTENCES[key]) <= given, place


def test_a_missing_sentence_is_an_error():
    with pytest.raises(KeyError):
        say("errors.nothing_of_this_name")
    with pytest.raises(KeyError):
        say("findings.spells")


FORBIDDEN = re.compile(
    r"\b(avoidant|toxic|broken person|narcissis\w*|streak|points|disorder|abnormal|unhealthy|commitment issues|"
    r"behavior|color|center|analyze your|recognize|realize|honor|favorite|congratulations|guilty|blame|fault|always pull)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("key", SENTENCES)
def test_wording_rules(key):
    text = SENTENCES[key]
    found = FORBIDDEN.search(text)
    assert not found, f"{key} says {found and found[0]!r}"
    assert not re.search(r"!\s|!$", text), f"{key} shouts"
    assert text == text.strip(), f"{key} has a stray space"


@pytest.mark.parametrize(
    "key",
    [
        key
        for key in SENTENCES
        if (key.startswith("findings.") and "pulls_away" in key)
        or ".spells.sentence" in key
        or ".slower.sentence" in key
    ],
)
def test_a_positive_answer_says_may(key):
    assert " may " in SENTENCES[key]


@pytest.mark.parametrize(
    "key", [key for key in SENTENCES if key.startswith("findings.no_sign") and key.endswith("how_sure")]
)
def test_no_sign_always_says_its_power(key):
    assert "{power}" in SENTENCES[key]


def test_values_from_outside_cannot_steer_a_terminal():
    said = say("errors.empty_file", file="a\x1b]0;x\x07\n\udcff\u202e\u2066b\u00a0é‍.txt")
    assert said.startswith("a�]0;x��?b\u00a0é‍.txt is empty.")
    assert say("errors.empty_file", file=Path("a\x9bb")).startswith("a�b ")
