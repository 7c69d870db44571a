"""The documents keep up with the program: every command, option, exit code and key is there."""

import re
import tomllib
from pathlib import Path

import click
import pytest

import nearer.app
from nearer.cli.commands import COMMANDS, main
from nearer.findings import findings_schema
from nearer.kernel import errors

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_documented(command):
    text = (DOCS / "commands.md").read_text()
    if command == "simulate":
        assert "`nearer simulate" in text
        text = (DOCS / "simulate.md").read_text()
    assert f"nearer {command}" in text
    context = click.Context(main)
    for parameter in main.get_command(context, command).params:
        if isinstance(parameter, click.Option):
            assert f"{parameter.opts[0]}" in text, f"{command} {parameter.opts[0]}"


def test_every_exit_code_is_documented():
    text = (DOCS / "commands.md").read_text()
    for name in errors.__all__:
        assert f"| {getattr(errors, name).exit_code} |" in text


def test_every_key_of_the_findings_file_is_documented():
    text = (DOCS / "findings.md").read_text()
    for definition in findings_schema()["$defs"].values():
        for key in definition.get("properties", {}):
            assert f"`{key}`" in text, key


@pytest.mark.parametrize(
    "document", sorted(DOCS.parent.glob("*.md")) + sorted(DOCS.rglob("*.md")), ids=lambda path: path.name
)
def test_links_between_documents_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text()):
        if "://" not in target:
            assert (document.parent / target).exists(), target


def test_every_dependency_stands_in_the_architecture_with_its_reason():
    text = (DOCS / "architecture.md").read_text()
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text())
    needed = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for name in {re.match(r"[\w-]+", one)[0] for one in needed} - {"hatchling"}:
        row = re.search(rf"^\| {name}\b[^|]*\|([^|]+)\|([^|]+)\|", text, re.MULTILINE)
        assert row and row[1].strip() and row[2].strip(), name


def test_every_module_of_the_app_stands_on_its_map():
    text = (DOCS / "architecture.md").read_text()
    listed = text[text.index("## A map of `app/`") : text.index("## The words that the code uses")]
    modules = {path.stem for path in Path(nearer.app.__file__).parent.glob("*.py")} - {"__init__"}
    assert set(re.findall(r"`(\w+)`", listed)) == modules
