"""A language model and a transcriber behind litellm: any provider, or any OpenAI-compatible server."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from prompts.litellm_library import LitellmLibrary
from prompts.model import Completion, ModelFailed, Transcript

LONGEST = 60_000
"""Characters of an answer that are still looked at."""

_NOBODY = "http://127.0.0.1:9"  # the discard port: refused at once, so that warming up spends nothing
_WARM_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class ModelAddress:
    """A model by litellm's name, and where it is served when that is not the provider's own place."""

    model: str
    api_base: str | None = None
    api_key: str | None = field(default=None, repr=False)


class LitellmModel:
    """Implements LanguageModel."""

    def __init__(self, library: LitellmLibrary, address: ModelAddress, seconds: float) -> None:
        self._library = library
        self._address = address
        self._seconds = seconds
        self._options: dict[str, Any] | None = None

    async def warm(self) -> None:
        """Import the library and walk the whole way to a refused connection, so that the first turn need not.

        Asked before that is done, the model is `cold`. Raises ModelFailed("misconfigured") where no provider has it.
        """
        options = _options(await self._library.open(), self._address, self._seconds)
        nowhere = {**options, "api_base": _NOBODY}
        with suppress(ModelFailed):
            await self._library.ask(lambda litellm: _chat(litellm, "-", "-", 1, nowhere), _WARM_SECONDS)
        self._options = options

    async def complete(self, system: str, user: str, max_tokens: int) -> Completion:
        options = self._options
        if options is None:
            raise ModelFailed("cold")
        work = self._library.ask(lambda litellm: _chat(litellm, system, user, max_tokens, options), self._seconds)
        return _completion(await work)


class LitellmTranscriber:
    """Implements Transcriber."""

    def __init__(self, library: LitellmLibrary, address: ModelAddress, seconds: float) -> None:
        self._library = library
        self._address = address
        self._seconds = seconds
        self._options: dict[str, Any] | None = None

    async def warm(self) -> None:
        """Import the library; the same errors as of a language model."""
        self._options = _options(await self._library.open(), self._address, self._seconds)

    async def transcribe(self, audio: bytes, filename: str, language: str) -> Transcript:
        options = self._options
        if options is None:
            raise ModelFailed("cold")
        work = self._library.ask(lambda litellm: _hear(litellm, audio, filename, language, options), self._seconds)
        text = getattr(await work, "text", None)
        if not isinstance(text, str) or not text.strip():
            raise ModelFailed("empty")
        if len(text) > LONGEST:
            raise ModelFailed("too_long")
        return Transcript(text.strip())


def _options(litellm: Any, address: ModelAddress, seconds: float) -> dict[str, Any]:
    """What every request carries. A name that no provider claims is a model of the server at `api_base`."""
    model, base = address.model, address.api_base
    try:
        litellm.get_llm_provider(model=model, api_base=base)
    except Exception:
        if base is None:
            raise ModelFailed("misconfigured") from None
        model = f"openai/{model}"
    return {
        "model": model,
        "api_base": base,
        "api_key": address.api_key or ("none" if base else None),
        "timeout": seconds,
        "num_retries": 0,
        "max_retries": 0,
        "drop_params": True,
    }


async def _chat(litellm: Any, system: str, user: str, max_tokens: int, options: dict[str, Any]) -> Any:
    messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    return await litellm.acompletion(messages=messages, max_tokens=max_tokens, temperature=0, **options)


async def _hear(litellm: Any, audio: bytes, filename: str, language: str, options: dict[str, Any]) -> Any:
    return await litellm.atranscription(file=(filename, audio), language=language, **options)


def _completion(answer: Any) -> Completion:
    """Read an answer that may be anything at all."""
    try:
        choice = answer.choices[0]
        text, finish = choice.message.content, choice.finish_reason
        called = getattr(choice.message, "tool_calls", None) or getattr(choice.message, "function_call", None)
    except (AttributeError, IndexError, TypeError):
        raise ModelFailed("unavailable") from None
    if finish == "content_filter" or getattr(choice.message, "refusal", None):
        raise ModelFailed("refused")
    if finish == "length":
        raise ModelFailed("truncated")
    if called or not isinstance(text, str) or not text.strip():
        raise ModelFailed("empty")
    if len(text) > LONGEST:
        raise ModelFailed("too_long")
    usage = getattr(answer, "usage", None)
    dollars = getattr(answer, "_hidden_params", {}).get("response_cost")
    return Completion(
        text.strip(),
        int(getattr(usage, "prompt_tokens", 0) or 0),
        int(getattr(usage, "completion_tokens", 0) or 0),
        float(dollars or 0.0),
    )
