"""From assessments to findings: the JSON that other programs read, with one plain sentence each."""

from nearer.findings.document import findings_document, findings_json, findings_schema
from nearer.findings.model import Finding, Findings, compose_findings, replace_names

__all__ = [
    "Finding",
    "Findings",
    "compose_findings",
    "findings_document",
    "findings_json",
    "findings_schema",
    "replace_names",
]
