"""From the rows of the study of looks to the tables of ``docs/looks.md``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from calibration_tables import markdown, share

from nearer import __version__
from nearer.inference.assess import BOUND_ONE, BOUND_SEVERAL
from nearer.inference.looks import level_at
from nearer.inference.multiplicity import adjust_benjamini_hochberg
from nearer.inference.pool import pool_p
from nearer.inference.results import Effect

__all__ = ["write_report"]

BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"
Row = dict[str, Any]
Rule = Callable[[int], float]
N_LOOKS = 24
EIGHTEEN_MONTHS = 12
STARTS = {"6 months": 0, "12 months": 6}

RULES: dict[str, Rule] = {
    "every month at .05": lambda _: BOUND_ONE,
    "divided by 24": lambda _: BOUND_ONE / N_LOOKS,
    "in use": level_at,
}


class Look(NamedTuple):
    """One look at one record, as the study keeps it."""

    p: float
    p_onset: float
    p_now: float
    p_lag: float
    enough: bool
    poolable: bool
    score: float | None
    information: float | None
    n_spells: float | None


def write_report(rows: Sequence[Row], root: Path, *, seed: int, code: str) -> None:
    """Write the tables into ``docs/looks.md``, between its marks."""
    n_measured = sum(len(one["looks"]) for row in rows for one in row["contacts"])
    head = (
        f"Made by `python studies/looks.py --seed {seed}` with Nearer {__version__} (code {code}) on "
        f"{datetime.now(UTC).date().isoformat()}: {sum(len(row['contacts']) for row in rows):,} simulated records, "
        f"measured {n_measured:,} times.\n"
    )
    path = root / "docs" / "looks.md"
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    tables = [head, false_table(rows), power_table(rows), together_tables(rows)]
    path.write_text(before + BEGIN + "\n\n" + "\n".join(tables) + "\n" + END + after, encoding="utf-8")


def looks_of(row: Row, contact: int = 0) -> list[Look]:
    """Return the looks at one contact."""
    return [Look(*values) for values in row["contacts"][contact]["looks"]]


def claims(looks: Sequence[Look], rule: Rule) -> list[bool]:
    """Return at which looks a record alone is claimed; the first that is long enough for a verdict is number 1."""
    return [p <= BOUND_ONE for p in standing_p(looks, rule)]


def standing_p(looks: Sequence[Look], rule: Rule) -> list[float]:
    """Return p after its price at each look; 1 where the record is too short for a verdict."""
    number, prices = 0, []
    for look in looks:
        number += bool(look.enough or number)
        prices.append(min(1.0, look.p * BOUND_ONE / rule(number)) if look.enough else 1.0)
    return prices


def false_table(rows: Sequence[Row]) -> str:
    """Tell how many records without the effect were claimed at any of 24 monthly looks."""
    head = ["family", "messages a day", "first look at", "records", "at the first look", *RULES]
    lines = []
    for part, volume in (("null", 20), ("null_60", 60)):
        for family in families(rows, part):
            records = [looks_of(row) for row in rows if row["part"] == part and row["families"][0] == family]
            for name, start in STARTS.items():
                grown = [looks[start : start + N_LOOKS] for looks in records]
                if min(map(len, grown)) < N_LOOKS:
                    continue
                first = sum(claims(looks, level_at)[0] for looks in grown)
                by_rule = [sum(any(claims(looks, rule)) for looks in grown) for rule in RULES.values()]
                cells = [share(k, len(grown)) for k in (first, *by_rule)]
                lines.append([family, volume, name, len(grown), *cells])
    return (
        "## False claims\n\nRecords in which nobody draws back from closeness, claimed at any of 24 monthly looks "
        "(Wilson 95 %):\n\n" + markdown(head, lines)
    )


def power_table(rows: Sequence[Row]) -> str:
    """Tell how much is found at 18 months, at a first look and after twelve others."""
    head = [
        "drops to",
        "records",
        "first look at 18 months",
        *(f"13th look at 18 months: {name}" for name in list(RULES)[1:]),
        "at any look by 18 months, in use",
        "at any of 24 looks, in use",
    ]
    lines = []
    for drop in sorted({row["drop"] for row in rows if row["part"] == "power"}):
        records = [looks_of(row) for row in rows if row["part"] == "power" and row["drop"] == drop]
        n = len(records)
        first = sum(claims(looks[EIGHTEEN_MONTHS:], level_at)[0] for looks in records)
        thirteenth = [
            sum(claims(looks, rule)[EIGHTEEN_MONTHS] for looks in records)
            for rule in list(RULES.values())[1:]
        ]
        by_then = sum(any(claims(looks, level_at)[: EIGHTEEN_MONTHS + 1]) for looks in records)
        ever = sum(any(claims(looks, level_at)[:N_LOOKS]) for looks in records)
        lines.append([f"{drop:g}", n, *(share(k, n) for k in (first, *thirteenth, by_then, ever))])
    return (
        "## Power at 18 months\n\nThe user draws back from closeness, 20 messages a day; monthly looks from the "
        "sixth month on, or none before the eighteenth:\n\n" + markdown(head, lines)
    )


def together_tables(rows: Sequence[Row]) -> str:
    """Tell how three contacts of one person fare, each and together, over 24 monthly looks."""
    head = [
        "contacts drawn back from",
        "people",
        "rule",
        "together, at any look",
        "any contact, at any look",
        "together, at 18 months",
        "contacts found at 18 months",
    ]
    lines = []
    parts = [row for row in rows if row["part"] == "pooled"]
    for n_true in (0, 3):
        people = [row for row in parts if (row["families"][0] == "draws_back") == bool(n_true)]
        for name, rule in RULES.items():
            together = [pooled_claims(row, rule) for row in people]
            each = [contact_claims(row, rule) for row in people]
            found = sum(sum(one[EIGHTEEN_MONTHS]) for one in each)
            lines.append(
                [
                    n_true,
                    len(people),
                    name,
                    share(sum(map(any, together)), len(people)),
                    share(sum(any(map(any, one)) for one in each), len(people)),
                    share(sum(one[EIGHTEEN_MONTHS] for one in together), len(people)),
                    share(found, 3 * len(people)) if n_true else "-",
                ]
            )
    return (
        "## Three contacts of one person\n\nContacts from whom nobody draws back are of a null family drawn at "
        "random; a drop to 0.25 otherwise; first look at 6 months:\n\n" + markdown(head, lines)
    )


def pooled_claims(row: Row, rule: Rule) -> list[bool]:
    """Return at which looks the statement over all contacts is a claim."""
    claimed, number = [], 0
    contacts = [looks_of(row, place) for place in range(len(row["contacts"]))]
    for looks in zip(*contacts, strict=True):
        effects = [effect_of(look) for look in looks if look.poolable and look.score is not None]
        number += bool(len(effects) > 1 or number)
        claimed.append(len(effects) > 1 and pool_p(effects) * BOUND_ONE / rule(number) <= BOUND_ONE)
    return claimed


def contact_claims(row: Row, rule: Rule) -> list[list[bool]]:
    """Return for each look which contacts are claimed, judged together over what stands."""
    contacts = [looks_of(row, place) for place in range(len(row["contacts"]))]
    prices = [standing_p(looks, rule) for looks in contacts]
    claimed = []
    for k in range(len(prices[0])):
        judged = [place for place, looks in enumerate(contacts) if looks[k].enough]
        adjusted = adjust_benjamini_hochberg([prices[place][k] for place in judged])
        bound = BOUND_ONE if len(judged) <= 1 else BOUND_SEVERAL
        claimed.append([p <= bound for p in adjusted])
    return claimed


def effect_of(look: Look) -> Effect:
    """Return as much of an effect as pooling needs."""
    score, information, n_spells = look.score or 0.0, look.information or 0.0, look.n_spells or 0.0
    return Effect(1.0, 1.0, 1.0, 1.0, None, score, information, n_spells)


def families(rows: Iterable[Row], part: str) -> list[str]:
    """Return the families of a part in the order of the plan."""
    return list(dict.fromkeys(row["families"][0] for row in rows if row["part"] == part))
