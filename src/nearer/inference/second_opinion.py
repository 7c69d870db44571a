"""Second opinions, for drawing back that makes no spells.

Do I answer more slowly, write shorter and open less often when closeness is above its usual range (*now*), or
was high three to five days ago (*lagged*)? Each is a block score test on three outcomes. Replies and length
are held against a slow trend only: recent activity is a noisy proxy of closeness, and to hold it fixed would
create the effect. Who opens compares the two people, so there each one's own recent activity is held fixed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nearer.inference.designs import DenseDesign
from nearer.inference.least_squares import fit_least_squares
from nearer.inference.logit import fit_logit
from nearer.inference.poisson import fit_poisson
from nearer.inference.score import Blocks, block_influences, block_p, pool_influences
from nearer.inference.trend import Knots, TrendDesign, lay_knots
from nearer.signals.days import DayGrid
from nearer.signals.excursions import Excursions, measure_excursions
from nearer.signals.rhythm import HOURS_A_WEEK, Rhythm
from nearer.signals.turns import Turns
from nearer.signals.waits import cut_waits

__all__ = ["BlockScores", "Influence", "score_blocks", "second_opinion"]

BURN_IN_H = 720.0
LONGEST_BLOCK_H, SHORTEST_BLOCK_H, WANTED_BLOCKS = 672.0, 168.0, 14
REPLY_AGES_H = np.array([0.0, 0.25, 0.5, 1.0, 3.0, 8.0, 24.0])
OPENING_AFTER_H = 5.0
RIDGE = 1e-3
RIDGE_OPENING = 1e-2


@dataclass(frozen=True, slots=True, eq=False)
class Influence:
    """Block influences of one outcome of one person.

    Attributes:
        blocks: Float64, shape (2 covariates, n_blocks); see :mod:`nearer.signals.excursions`.
        n: Observations: replies, turns, openings.
    """

    blocks: NDArray[np.float64]
    n: int


@dataclass(frozen=True, slots=True, eq=False)
class BlockScores:
    """All outcomes of a record.

    Attributes:
        reply: Log reply hazard, of the user and of the contact; None where none can be estimated.
        length: Log length of turns, likewise.
        openings: Log odds that the user rather than the contact opens after a silence.
        sd: Standard deviation of each covariate over the turns, shape (2,).
    """

    reply: tuple[Influence | None, Influence | None]
    length: tuple[Influence | None, Influence | None]
    openings: Influence | None
    sd: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """What all outcomes share."""

    turns: Turns
    rhythm: Rhythm
    covariates: NDArray[np.float64]
    recent: NDArray[np.float64]
    segment: NDArray[np.int64]
    place: NDArray[np.float64]
    n_segments: int
    block: NDArray[np.int64]
    n_blocks: int
    counted: NDArray[np.bool_]


def score_blocks(turns: Turns, rhythm: Rhythm, grid: DayGrid) -> BlockScores:
    """Score both covariates on every outcome of both people.

    Args:
        turns: The record's turns, over at least a day.
        rhythm: Both people's week.
        grid: The record's days.
    """
    frame = _lay_frame(turns, rhythm, measure_excursions(turns, grid))
    sd = frame.covariates[:, frame.counted].std(axis=1) if frame.counted.any() else np.zeros(2)
    return BlockScores(
        reply=(_score_replies(frame, 0), _score_replies(frame, 1)),
        length=(_score_length(frame, 0), _score_length(frame, 1)),
        openings=_score_openings(frame),
        sd=sd,
    )


def second_opinion(scores: BlockScores, covariate: int) -> float:
    """Return the p-value of one second opinion for the user.

    "I drop" and "I drop more than they do" must both hold, the reply effect itself must point the same way,
    and length alone must at least half agree.

    Args:
        scores: Of the record.
        covariate: Row of the covariates.
    """
    (my_reply, their_reply), (my_length, their_length) = scores.reply, scores.length
    if not (my_reply and their_reply and my_length and their_length and scores.openings):
        return 1.0
    reply, reply_them, length, length_them, opens = (
        part.blocks[covariate] for part in (my_reply, their_reply, my_length, their_length, scores.openings)
    )
    if not (reply.sum() < 0.0 and (reply - reply_them).sum() < 0.0):
        return 1.0
    drop = block_p(pool_influences([reply, length]))
    more_than_they = block_p(pool_influences([reply - reply_them, opens, length - length_them]))
    return max(drop, more_than_they, 0.5 * block_p(length))


def _lay_frame(turns: Turns, rhythm: Rhythm, excursions: Excursions) -> _Frame:
    start_h, stop_h = float(turns.start_h[0]), float(turns.start_h[-1])
    span_h = stop_h - start_h
    # Blocks of four weeks; of one to four where the record is short, so that about fourteen remain.
    recorded_h = float(turns.end_h[-1]) - start_h
    wanted_h = min(LONGEST_BLOCK_H, max(SHORTEST_BLOCK_H, recorded_h / WANTED_BLOCKS))
    n_blocks = max(2, round(span_h / wanted_h))
    blocks = Blocks(start_h, span_h / n_blocks + 1e-6, n_blocks)
    knots: Knots = lay_knots(start_h, stop_h)
    segment, place = knots.place(turns.start_h)
    return _Frame(
        turns=turns,
        rhythm=rhythm,
        covariates=excursions.covariates,
        recent=excursions.recent,
        segment=segment,
        place=place,
        n_segments=knots.n_segments,
        block=blocks.index(turns.start_h),
        n_blocks=n_blocks,
        counted=turns.start_h > start_h + BURN_IN_H,
    )


def _score_replies(frame: _Frame, person: int) -> Influence | None:
    """Score the reply hazard, whose clock runs from a turn of the other to the next turn."""
    turns = frame.turns
    bids = np.flatnonzero(frame.counted & (turns.sender != person))
    answered = turns.next_sender[bids] == person
    pieces = list(cut_waits(turns.end_h[bids], turns.until_h[bids], REPLY_AGES_H, frame.rhythm, person))
    if not pieces:
        return None
    wait = np.concatenate([piece.wait for piece in pieces])
    group = np.repeat([piece.number for piece in pieces], [len(piece.wait) for piece in pieces])
    exposure = np.maximum(np.concatenate([piece.stop_op - piece.start_op for piece in pieces]), 1e-4)
    events = np.concatenate([(piece.ended & answered[piece.wait]).astype(np.float64) for piece in pieces])
    if not events.any():
        return None
    bid = bids[wait]
    n_groups = len(REPLY_AGES_H) - 1
    design = TrendDesign(group, n_groups, frame.segment[bid], frame.place[bid], frame.n_segments)
    by_age = (np.bincount(group, weights=events, minlength=n_groups) + 0.5) / (
        np.bincount(group, weights=exposure, minlength=n_groups) + 0.5
    )
    start = np.zeros(design.n_columns)
    start[:n_groups] = np.log(by_age)
    start[1:n_groups] -= start[0]
    _, mean = fit_poisson(design, events, exposure, RIDGE, start)
    blocks = block_influences(
        design, mean, events - mean, frame.covariates[:, bid], frame.block[bid], frame.n_blocks
    )
    return Influence(blocks, int(events.sum()))


def _score_length(frame: _Frame, person: int) -> Influence | None:
    """Score the log length of a person's turns."""
    own = np.flatnonzero(frame.counted & (frame.turns.sender == person))
    if not len(own):
        return None
    outcome = np.log(frame.turns.length[own] + 1.0)
    group = np.zeros(len(own), dtype=np.int64)
    design = TrendDesign(group, 1, frame.segment[own], frame.place[own], frame.n_segments)
    _, mean = fit_least_squares(design, outcome)
    blocks = block_influences(
        design, np.ones(len(own)), outcome - mean, frame.covariates[:, own], frame.block[own], frame.n_blocks
    )
    return Influence(blocks, len(own))


def _score_openings(frame: _Frame) -> Influence | None:
    """Score who opens after a silence, given how active each has been: what moves both alike cancels."""
    turns = frame.turns
    opens = np.flatnonzero(frame.counted & (turns.silence_h > OPENING_AFTER_H) & np.isfinite(turns.silence_h))
    if not len(opens):
        return None
    hour = turns.start_h[opens].astype(np.int64) % HOURS_A_WEEK
    offset = np.log(frame.rhythm.profile[0][hour] / frame.rhythm.profile[1][hour])
    had_last_word = np.where(turns.sender[opens - 1] == 0, 0.5, -0.5)
    hats = np.zeros((len(opens), frame.n_segments + 1))
    rows, segment, place = np.arange(len(opens)), frame.segment[opens], frame.place[opens]
    hats[rows, segment] = 1.0 - place
    hats[rows, segment + 1] += place
    columns = [np.ones(len(opens)), had_last_word, np.log(turns.silence_h[opens] / 12.0) * had_last_word]
    design = DenseDesign(np.column_stack([*columns, *frame.recent[:, opens], hats[:, 1:]]))
    ridge = np.full(design.n_columns, RIDGE)
    ridge[len(columns) :] = RIDGE_OPENING
    outcome = (turns.sender[opens] == 0).astype(np.float64)
    _, mean = fit_logit(design, outcome, offset, ridge)
    bounded = np.clip(mean, 1e-4, 1.0 - 1e-4)
    blocks = block_influences(
        design,
        bounded * (1.0 - bounded),
        outcome - mean,
        frame.covariates[:, opens],
        frame.block[opens],
        frame.n_blocks,
    )
    return Influence(blocks, len(opens))
