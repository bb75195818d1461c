"""Judges a transcript: what was heard badly, or could have been heard otherwise, is asked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.interpretation import AMBIGUOUS, NONE, SELECT, Interpretation, Step

LEAST_CONFIDENCE = 0.6
FIRST_OF_ALL = "first of all"
UNJUDGED = frozenset({NONE, AMBIGUOUS})


def agreed(
    best: Interpretation, rivals: Sequence[Interpretation], modality: str, confidence: float | None
) -> Interpretation:
    """Return the first reading, or AMBIGUOUS where confidence is low or another reading would do something else.

    Hearing may make a reading weaker and never stronger: no alternative is ever executed in place of the first.
    Only what comes first of all (danger) is believed in whichever reading it shows: it executes nothing.
    """
    danger = next((reading for reading in (best, *rivals) if _comes_first(reading)), None)
    if danger is not None:
        return danger
    if best.intent in UNJUDGED:
        return best
    if modality == "voice" and confidence is not None and not confidence >= LEAST_CONFIDENCE:
        return _asked_again(best, f"heard with confidence {confidence:.2f}")
    rival = next((reading for reading in rivals if _disagrees(best, reading)), None)
    return best if rival is None else _asked_again(best, f"could also have been {rival.intent}")


def _disagrees(best: Interpretation, rival: Interpretation) -> bool:
    if (rival.intent, rival.choice) == (best.intent, best.choice):
        return False
    return best.intent == SELECT or rival.intent not in UNJUDGED


def _comes_first(reading: Interpretation) -> bool:
    return any(step.name == FIRST_OF_ALL for step in reading.steps)


def _asked_again(best: Interpretation, reason: str) -> Interpretation:
    return replace(best, intent=AMBIGUOUS, choice=None, confidence=0.5, steps=(*best.steps, Step("hearing", reason)))
