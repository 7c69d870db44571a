"""How hard a passphrase would be to guess, by zxcvbn's estimate of guesses (Wheeler 2016, USENIX Security).

An own rule of thumb (length, kinds of letters) calls "Password1!" strong and four plain words weak; zxcvbn knows common
words, names, dates and keyboard runs. With Argon2id at a third of a second a guess, a machine with a thousand cores
makes about 10^9 guesses in four days.
"""

from __future__ import annotations

from typing import Final, Literal

__all__ = ["LEAST_LETTERS", "Strength", "passphrase_strength"]

Strength = Literal["empty", "weak", "fair", "good"]

LEAST_LETTERS: Final = 8
MOST_LETTERS: Final = 72
FAIR: Final = 9.0
GOOD: Final = 12.0


def passphrase_strength(passphrase: str) -> Strength:
    """Say how hard a passphrase would be to guess.

    Args:
        passphrase: As typed; its first 72 letters count.

    Returns:
        ``weak`` below 10^9 guesses, ``fair`` below 10^12, else ``good``; ``empty`` for no letters.

    >>> passphrase_strength("password123"), passphrase_strength("lamp orbit velvet teacup")
    ('weak', 'good')
    """
    from zxcvbn import zxcvbn

    if not passphrase:
        return "empty"
    guesses_log10 = float(zxcvbn(passphrase[:MOST_LETTERS])["guesses_log10"])
    return "weak" if guesses_log10 < FAIR else "fair" if guesses_log10 < GOOD else "good"
