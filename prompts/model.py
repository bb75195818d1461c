"""What Nôa needs of a language model and of a transcriber: words for words, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from core.errors import NoaError


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model wrote, and what it cost: tokens, and US dollars where the price is known."""

    text: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    dollars: float = 0.0


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said, as a transcriber heard it; `confidence` 0..1 where it tells."""

    text: str
    confidence: float | None = None


class ModelFailed(NoaError):
    """A model gave no usable words. `reason` is stable: late, busy, refused, truncated, empty, too_long,
    misconfigured, unavailable or cold."""

    code = "model_unavailable"
    status = 503

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LanguageModel(Protocol):
    """Completes a prompt. It is asked for words and given no tools."""

    async def complete(self, system: str, user: str, max_tokens: int) -> Completion:
        """Return what the model writes; raises ModelFailed, never anything else."""
        ...


class Transcriber(Protocol):
    """Writes down what somebody said."""

    async def transcribe(self, audio: bytes, filename: str, language: str) -> Transcript:
        """Return the words of a recording in a language ("pt", "en"); raises ModelFailed, never anything else.

        The filename's ending tells the format (webm, ogg, mp3, wav, m4a).
        """
        ...
