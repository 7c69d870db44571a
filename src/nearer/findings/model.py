"""Findings: assessments with the sentences that a person reads first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from nearer.findings.sentences import describe_contact, describe_overall, explain_overall, is_blind
from nearer.inference.results import (
    Assessment,
    Channel,
    Effect,
    Episode,
    Judgement,
    Manner,
    Pooled,
    Power,
    Verdict,
)
from nearer.sources.records import Skipped
from nearer.timeline.exchange import LeftOut
from nearer.words import say

__all__ = ["Finding", "Findings", "compose_findings", "replace_names"]


class Assessed(Protocol):
    """What of an exchange stands in its finding."""

    @property
    def contact(self) -> str:
        """The contact's name."""

    @property
    def first(self) -> datetime:
        """Time of the first message, local to the export."""

    @property
    def last(self) -> datetime:
        """Time of the last message."""


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """What one record says about the user with one contact.

    Attributes:
        contact: The contact's name, or a pseudonym.
        first: Time of the first message, local to the export.
        last: Time of the last message.
        assessment: The numbers behind it.
        sentence: The answer in one plain sentence.
        how_sure: How sure it is, in one or two sentences.
        why: What the verdict rests on, in one sentence.
    """

    contact: str
    first: datetime
    last: datetime
    assessment: Assessment
    sentence: str
    how_sure: str
    why: str

    @property
    def messages(self) -> int:
        """Messages of both people."""
        return sum(self.assessment.measurement.n_messages)

    @property
    def turns(self) -> int:
        """Turns of both people."""
        return sum(self.assessment.measurement.n_turns)

    @property
    def verdict(self) -> Verdict:
        """About the user only."""
        return self.assessment.verdict

    @property
    def manner(self) -> Manner | None:
        """What a positive verdict rests on."""
        return self.assessment.manner

    @property
    def p(self) -> float | None:
        """Combined p-value; None where the record is too short for one."""
        return self.assessment.measurement.p if self.assessment.measurement.enough else None

    @property
    def p_adjusted(self) -> float | None:
        """The p-value adjusted over the contacts."""
        return self.assessment.p_adjusted

    @property
    def me(self) -> Effect | None:
        """The user's effect, where the verdict may show one."""
        return self.assessment.measurement.me if self.shows_spells else None

    @property
    def them(self) -> Effect | None:
        """The contact's, as a faint comparison."""
        return self.assessment.measurement.them if self.shows_spells else None

    @property
    def shows_spells(self) -> bool:
        """Whether a ratio of spells may be shown: not for a short record, nor where the verdict rests on slowness."""
        return self.verdict != "too_little_data" and self.manner != "slower"

    @property
    def channels(self) -> dict[str, Channel]:
        """Effects on replies, openings and length; empty for a short record."""
        return {} if self.verdict == "too_little_data" else self.assessment.measurement.channels

    @property
    def power(self) -> Power | None:
        """How often a record like this shows a pattern that is there."""
        return self.assessment.measurement.power

    @property
    def is_blind(self) -> bool:
        """Whether nothing showed in a record that would rarely have shown even a strong pattern."""
        return is_blind(self.assessment)

    @property
    def kind(self) -> str:
        """Which words fit: the manner of a sign, or the verdict, or ``no_sign_blind``."""
        return "no_sign_blind" if self.is_blind else self.manner or self.verdict

    @property
    def episodes(self) -> tuple[Episode, ...]:
        """Possible times of drawing back."""
        return self.assessment.episodes


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """The answer to one person about all the contacts in their exports.

    Attributes:
        me: The user's name, or a pseudonym.
        relationships: One for each contact, most messages first.
        overall: The statement over all contacts.
        overall_sentence: The same in words; None with fewer than two contacts that count.
        overall_note: How that goes together with what is said of each contact; None where nothing needs it.
        skipped: Places in the exports that could not be read.
        n_skipped: How many there were, listed or not.
        left_out: Conversations that were not analysed.
        notes: Sentences about the exports that the user should read.
    """

    me: str
    relationships: tuple[Finding, ...]
    overall: Pooled
    overall_sentence: str | None
    overall_note: str | None = None
    skipped: tuple[Skipped, ...] = ()
    n_skipped: int = 0
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def in_reading_order(self) -> tuple[Finding, ...]:
        """The relationships, those with a sign first."""
        return tuple(sorted(self.relationships, key=lambda finding: finding.verdict != "pulls_away"))


def compose_findings(
    me: str,
    exchanges: Sequence[Assessed],
    judgement: Judgement,
    *,
    skipped: Sequence[Skipped] = (),
    n_skipped: int = 0,
    left_out: Sequence[LeftOut] = (),
    notes: Sequence[str] = (),
) -> Findings:
    """Put the assessments of all contacts into words.

    Args:
        me: The user's name.
        exchanges: What was assessed, in the order of the judgement.
        judgement: The assessments and the pooled statement.
        skipped: Places that could not be read.
        n_skipped: How many there were in all.
        left_out: Conversations not analysed.
        notes: Sentences about the exports.
    """
    relationships = tuple(
        Finding(
            exchange.contact,
            exchange.first,
            exchange.last,
            assessment,
            *describe_contact(exchange.contact, assessment),
        )
        for exchange, assessment in zip(exchanges, judgement.assessments, strict=True)
    )
    return Findings(
        me,
        relationships,
        judgement.pooled,
        describe_overall(judgement.pooled),
        explain_overall(judgement.pooled, judgement.assessments),
        tuple(skipped),
        n_skipped,
        tuple(left_out),
        tuple(notes),
    )


def replace_names(findings: Findings) -> Findings:
    """Return the same findings with every person, conversation and file under a pseudonym."""
    relationships = []
    for number, finding in enumerate(findings.relationships, start=1):
        alias = say("findings.pseudonyms.contact", number=number)
        sentence, how_sure, why = describe_contact(alias, finding.assessment)
        relationships.append(replace(finding, contact=alias, sentence=sentence, how_sure=how_sure, why=why))
    files: dict[str, str] = {}
    for skip in findings.skipped:
        files.setdefault(skip.file, say("findings.pseudonyms.file", number=len(files) + 1))
    return replace(
        findings,
        me=say("findings.pseudonyms.me"),
        relationships=tuple(relationships),
        skipped=tuple(replace(skip, file=files[skip.file]) for skip in findings.skipped),
        left_out=tuple(
            replace(left, title=say("findings.pseudonyms.chat", number=number))
            for number, left in enumerate(findings.left_out, start=1)
        ),
        notes=(),
    )
