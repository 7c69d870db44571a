"""The documents keep up with the program: every command, option, exit code and key is there."""

import re
from pathlib import Path

import click
import pytest

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
    "document", sorted(DOCS.parent.glob("*.md")) + sorted(DOCS.glob("*.md")), ids=lambda path: path.name
)
def test_links_between_documents_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text()):
        if "://" not in target:
            assert (document.parent / target).exists(), target
