"""Judges a transcript: what was heard badly, or could have been heard otherwise, is asked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.interpretation import AMBIGUOUS, NONE, SELECT, Interpretation, Step

LEAST_CONFIDENCE = 0.6
UNJUDGED = frozenset({NONE, AMBIGUOUS})


def agreed(
    best: Interpretation, rivals: Sequence[Interpretation], modality: str, confidence: float | None
) -> Interpretation:
    """Return the first reading, or AMBIGUOUS where confidence is low or another reading would choose otherwise.

    Hearing may make a reading weaker and never stronger: no alternative is ever executed in place of the first.
    """
    if best.intent in UNJUDGED:
        return best
    if modality == "voice" and confidence is not None and not confidence >= LEAST_CONFIDENCE:
        return _asked_again(best, f"heard with confidence {confidence:.2f}")
    for rival in rivals:
        if (rival.intent, rival.choice) != (best.intent, best.choice) and SELECT in {
            rival.intent,
            best.intent,
        }:
            return _asked_again(best, f"could also have been {rival.intent}")
    return best


def _asked_again(best: Interpretation, reason: str) -> Interpretation:
    return replace(best, intent=AMBIGUOUS, choice=None, confidence=0.5, steps=(*best.steps, Step("hearing", reason)))
