"""Words that label or diagnose a person: no text of a library may have them.

A page speaks of what people sometimes do, never of what somebody is. Names of theories and questionnaires stand in
sources, which are not looked at.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["find_label"]

_WORDS: Final = (
    # kinds of people
    r"avoidants?", r"avoidantly", r"anxiously attached", r"insecurely attached", r"(?:in)?securely attached",
    r"attachment (?:disorders?|issues)", r"narciss\w*", r"psychopath\w*", r"sociopath\w*", r"borderline",
    r"bipolar", r"histrionic", r"schizo\w*", r"neurotics?", r"hysterical", r"codependen\w*", r"co-dependen\w*",
    r"commitment[- ]?phob\w*", r"(?:commitment|intimacy|trust|daddy|mummy) issues",
    r"emotionally (?:unavailable|stunted|damaged|immature)", r"damaged goods", r"broken (?:person|people|man|woman)",
    r"toxic", r"red flags?", r"gaslight\w*", r"manipulators?", r"drama queens?",
    r"cry ?bab(?:y|ies)", r"losers?", r"crazy", r"insane", r"lunatics?", r"pathological\w*", r"abnormal\w*",
    r"dysfunctional", r"maladaptive", r"mentally ill",
    # verdicts
    r"disorders?", r"syndromes?",
    r"you(?: a|['’])re (?:an? )?(?:sick|ill|broken|damaged|selfish|needy|clingy|difficult)",
    r"suffers? from (?:an? )?(?:fear|phobia|anxiety|depression|complex)",
    r"you (?:always|never) (?:push|pull|run|leave|shut)",
    r"what(?: is|['’]s) wrong with you", r"your (?:illness|condition|symptoms|pathology|dysfunction)",
)  # fmt: skip
_LABEL: Final = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)


def find_label(text: str) -> str | None:
    """Return the first words of a text that label or diagnose a person; None where there are none.

    >>> find_label("They may be avoidant."), find_label("Sometimes you may pull back.")
    ('avoidant', None)
    """
    match = _LABEL.search(text)
    return match[0] if match else None
