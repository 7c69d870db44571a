"""The findings file that other programs read: its types, its JSON, its JSON Schema."""

from __future__ import annotations

import math
from typing import Any, Literal

import msgspec

from nearer.findings.model import Finding, Findings
from nearer.inference.results import Channel, Effect, Estimate
from nearer.kernel.version import __version__

__all__ = ["SCHEMA", "findings_document", "findings_json", "findings_schema"]

SCHEMA = "nearer.findings/1"
VerdictName = Literal["pulls_away", "no_sign", "too_little_data"]
SIGNIFICANT_DIGITS = 6


class MyEffect(msgspec.Struct, frozen=True):
    """Hazard ratio of a withdrawn spell of the user beginning, per standard deviation of closeness."""

    ratio: float
    low: float
    high: float
    p: float
    depth: float | None


class TheirEffect(msgspec.Struct, frozen=True):
    """The same for the contact: a faint comparison, without p."""

    ratio: float
    low: float
    high: float


class EffectEntry(msgspec.Struct, frozen=True):
    """Both directions; null where the record or the manner of the verdict does not allow one."""

    me: MyEffect | None
    them: TheirEffect | None


class ChannelValue(msgspec.Struct, frozen=True):
    """A ratio per standard deviation of "closeness above its 70 % quantile", with its 95 % interval."""

    ratio: float
    low: float
    high: float
    n: int
    method: str


class ChannelEntry(msgspec.Struct, frozen=True):
    """One kind of behaviour, both directions."""

    me: ChannelValue | None = None
    them: ChannelValue | None = None


class PowerEntry(msgspec.Struct, frozen=True):
    """Share of simulated records like this one in which a moderate and a strong drop showed."""

    moderate: float
    strong: float


class EpisodeEntry(msgspec.Struct, frozen=True):
    """A possible time of drawing back; days as YYYY-MM-DD, first and last inclusive."""

    start: str
    end: str
    closeness_peak: str
    confidence: float


class RelationshipEntry(msgspec.Struct, frozen=True, rename={"contact": "with"}):
    """The user with one contact."""

    contact: str
    messages: int
    turns: int
    first: str
    last: str
    verdict: VerdictName
    manner: Literal["spells", "slower"] | None
    sentence: str
    how_sure: str
    why: str
    p: float | None
    p_adjusted: float | None
    effect: EffectEntry
    channels: dict[str, ChannelEntry]
    power: PowerEntry | None
    episodes: list[EpisodeEntry]


class OverallEntry(msgspec.Struct, frozen=True):
    """All contacts together."""

    verdict: VerdictName
    ratio: float | None
    low: float | None
    high: float | None
    p: float | None
    n_relationships: int


class SkippedEntry(msgspec.Struct, frozen=True):
    """A place in an export that could not be read."""

    file: str
    line: int | None
    reason: str


class LeftOutEntry(msgspec.Struct, frozen=True):
    """A conversation that was not analysed."""

    title: str
    reason: Literal["group", "not_in_it", "alone"]


class FindingsDocument(msgspec.Struct, frozen=True, rename={"schema_name": "schema"}):
    """The whole file."""

    schema_name: Literal["nearer.findings/1"]
    nearer: str
    me: str
    relationships: list[RelationshipEntry]
    overall: OverallEntry
    skipped: list[SkippedEntry]
    n_skipped: int
    left_out: list[LeftOutEntry]
    notes: list[str]


def findings_document(findings: Findings) -> FindingsDocument:
    """Return findings in the form of the file."""
    pooled = findings.overall
    return FindingsDocument(
        schema_name="nearer.findings/1",
        nearer=__version__,
        me=findings.me,
        relationships=[_relationship(finding) for finding in findings.relationships],
        overall=OverallEntry(
            pooled.verdict,
            _maybe(pooled.ratio),
            _maybe(pooled.low),
            _maybe(pooled.high),
            _maybe(pooled.p),
            pooled.n,
        ),
        skipped=[SkippedEntry(skip.file, skip.line, skip.reason) for skip in findings.skipped],
        n_skipped=findings.n_skipped,
        left_out=[LeftOutEntry(left.title, left.reason) for left in findings.left_out],
        notes=list(findings.notes),
    )


def findings_json(findings: Findings) -> bytes:
    """Return the file's bytes: JSON in UTF-8, indented, ending with a newline."""
    return msgspec.json.format(msgspec.json.encode(findings_document(findings)), indent=2) + b"\n"


def findings_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the file, made from the types above."""
    schema = msgspec.json.schema(FindingsDocument)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA, **schema}


def _relationship(finding: Finding) -> RelationshipEntry:
    power = finding.power
    return RelationshipEntry(
        contact=finding.contact,
        messages=finding.messages,
        turns=finding.turns,
        first=finding.first.isoformat(timespec="seconds"),
        last=finding.last.isoformat(timespec="seconds"),
        verdict=finding.verdict,
        manner=finding.manner,
        sentence=finding.sentence,
        how_sure=finding.how_sure,
        why=finding.why,
        p=_maybe(finding.p),
        p_adjusted=_maybe(finding.p_adjusted),
        effect=EffectEntry(_my_effect(finding.me), _their_effect(finding.them)),
        channels={name: _channel(channel) for name, channel in finding.channels.items()},
        power=None if power is None else PowerEntry(_short(power.moderate), _short(power.strong)),
        episodes=[
            EpisodeEntry(
                episode.start.isoformat(),
                episode.end.isoformat(),
                episode.closeness_peak.isoformat(),
                _short(episode.confidence),
            )
            for episode in finding.episodes
        ],
    )


def _my_effect(effect: Effect | None) -> MyEffect | None:
    if effect is None:
        return None
    return MyEffect(
        _short(effect.ratio), _short(effect.low), _short(effect.high), _short(effect.p), _maybe(effect.depth)
    )


def _their_effect(effect: Effect | None) -> TheirEffect | None:
    return (
        None if effect is None else TheirEffect(_short(effect.ratio), _short(effect.low), _short(effect.high))
    )


def _channel(channel: Channel) -> ChannelEntry:
    return ChannelEntry(_channel_value(channel.me), _channel_value(channel.them))


def _channel_value(estimate: Estimate | None) -> ChannelValue | None:
    if estimate is None:
        return None
    return ChannelValue(
        _short(estimate.value), _short(estimate.low), _short(estimate.high), estimate.n, estimate.method
    )


def _maybe(value: float | None) -> float | None:
    return None if value is None else _short(value)


def _short(value: float) -> float:
    """Return a number with six significant digits; refuse what JSON cannot hold."""
    if not math.isfinite(value):
        raise ValueError("a finding holds a number that is not finite")
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}")
