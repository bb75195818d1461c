"""The only door to litellm: imported when a model is set, before the first turn, and never otherwise."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from prompts.model import Completion, ModelFailed, Transcript
from prompts.model_thread import ModelThread

T = TypeVar("T")

LONGEST = 60_000
"""Characters of an answer that are still looked at."""

_NOBODY = "http://127.0.0.1:9"  # the discard port: refused at once, so that warming up spends nothing
_WARM_SECONDS = 30.0
_BEFORE_IMPORT = {
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # no price list from the network
    "LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS": "True",
    "LITELLM_TELEMETRY": "False",
    "LITELLM_MODE": "PRODUCTION",  # otherwise it reads the nearest .env file
}
_REASONS = {
    "Timeout": "late",
    "TimeoutError": "late",
    "RateLimitError": "busy",
    "ContentPolicyViolationError": "refused",
    "AuthenticationError": "misconfigured",
    "PermissionDeniedError": "misconfigured",
    "NotFoundError": "misconfigured",
    "BadRequestError": "misconfigured",
    "UnsupportedParamsError": "misconfigured",
}


@dataclass(frozen=True, slots=True)
class ModelAddress:
    """A model by litellm's name, and where it is served when that is not the provider's own place."""

    model: str
    api_base: str | None = None
    api_key: str | None = field(default=None, repr=False)


class LitellmModel:
    """LanguageModel and Transcriber with any provider that litellm knows, or any OpenAI-compatible server."""

    def __init__(self, address: ModelAddress, seconds: float) -> None:
        self._address = address
        self._seconds = seconds
        self._thread: ModelThread | None = None
        self._litellm: Any = None
        self._where: dict[str, Any] = {}

    async def warm(self) -> None:
        """Import the library and walk the whole way to a refused connection, in the model's own thread.

        Takes seconds; asked before it is done, the model is `cold`. Raises ModelFailed("misconfigured") for a model
        that no provider has.
        """
        thread = ModelThread()
        try:
            self._litellm = await thread.run(_load)
            self._where = self._place()
        except BaseException:
            await asyncio.to_thread(thread.stop)
            raise
        self._thread = thread
        with suppress(ModelFailed):
            await self._ask(lambda: self._chat("-", "-", 1, api_base=_NOBODY), _WARM_SECONDS)

    async def complete(self, system: str, user: str, max_tokens: int) -> Completion:
        return _completion(await self._ask(lambda: self._chat(system, user, max_tokens), self._seconds))

    async def transcribe(self, audio: bytes, filename: str, language: str) -> Transcript:
        heard = await self._ask(lambda: self._hear(audio, filename, language), self._seconds)
        text = getattr(heard, "text", None)
        if not isinstance(text, str) or not text.strip():
            raise ModelFailed("empty")
        if len(text) > LONGEST:
            raise ModelFailed("too_long")
        return Transcript(text.strip())

    async def close(self) -> None:
        """Close the connections and end the thread."""
        thread, self._thread = self._thread, None
        if thread is not None:
            with suppress(Exception):
                await thread.run(self._litellm.close_litellm_async_clients)
            await asyncio.to_thread(thread.stop)

    def _place(self) -> dict[str, Any]:
        """A name that no provider claims is a model of the OpenAI-compatible server at `api_base`."""
        model, base = self._address.model, self._address.api_base
        try:
            self._litellm.get_llm_provider(model=model, api_base=base)
        except Exception:
            if base is None:
                raise ModelFailed("misconfigured") from None
            model = f"openai/{model}"
        key = self._address.api_key or ("none" if base else None)
        return {"model": model, "api_base": base, "api_key": key}

    async def _ask(self, work: Callable[[], Coroutine[Any, Any, T]], seconds: float) -> T:
        """Wait no longer than `seconds`, whatever the library believes; errors keep no word of what was sent."""
        if self._thread is None:
            raise ModelFailed("cold")
        try:
            async with asyncio.timeout(seconds):
                return await self._thread.run(work)
        except ModelFailed:
            raise
        except Exception as error:
            raise ModelFailed(_REASONS.get(type(error).__name__, "unavailable")) from None

    async def _chat(self, system: str, user: str, max_tokens: int, **instead: Any) -> Any:
        return await self._litellm.acompletion(
            messages=[{"role": "system", "content": system}, {"role": "user", "content": user}],
            max_tokens=max_tokens,
            temperature=0,
            **self._options(instead),
        )

    async def _hear(self, audio: bytes, filename: str, language: str) -> Any:
        return await self._litellm.atranscription(file=(filename, audio), language=language, **self._options({}))

    def _options(self, instead: dict[str, Any]) -> dict[str, Any]:
        fixed = {"timeout": self._seconds, "num_retries": 0, "max_retries": 0, "drop_params": True}
        return {**self._where, **fixed, **instead}


async def _load() -> Any:
    for name, value in _BEFORE_IMPORT.items():
        os.environ[name] = value
    litellm: Any = importlib.import_module("litellm")
    litellm.suppress_debug_info = True
    litellm.turn_off_message_logging = True
    litellm.disable_aiohttp_transport = True  # httpx is here anyway, and closes cleanly
    litellm.disable_hf_tokenizer_download = True
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # an address may hold a key
    return litellm


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
