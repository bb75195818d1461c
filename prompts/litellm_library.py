"""The only door to litellm: imported when a model is set, before the first turn, and never otherwise."""

from __future__ import annotations

import asyncio
import importlib
import logging
import os
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from prompts.model import ModelFailed
from prompts.model_thread import ModelThread

T = TypeVar("T")

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


class LitellmLibrary:
    """The library in the model's own thread; one for the whole process, because it keeps state of its own."""

    def __init__(self) -> None:
        self._thread: ModelThread | None = None
        self._litellm: Any = None
        self._opening = asyncio.Lock()

    async def open(self) -> Any:
        """Import it unless that is done; takes seconds, and delays nobody's turn. Returns the library itself.

        Raises ModelFailed("misconfigured") where it is not installed.
        """
        async with self._opening:
            if self._litellm is None:
                thread = ModelThread()
                try:
                    self._litellm = await thread.run(_load)
                except ImportError:
                    await asyncio.to_thread(thread.stop)
                    raise ModelFailed("misconfigured") from None
                self._thread = thread
            return self._litellm

    async def ask(self, work: Callable[[Any], Coroutine[Any, Any, T]], seconds: float) -> T:
        """Return what `work` makes of the library, within `seconds` whatever the library believes.

        Raises ModelFailed, which keeps no word of what was sent; `cold` where it was not opened.
        """
        if self._litellm is None or self._thread is None:
            raise ModelFailed("cold")
        litellm = self._litellm
        try:
            async with asyncio.timeout(seconds):
                return await self._thread.run(lambda: work(litellm))
        except Exception as error:
            raise ModelFailed(_REASONS.get(type(error).__name__, "unavailable")) from None

    async def close(self) -> None:
        """Close the connections and end the thread."""
        thread, self._thread = self._thread, None
        litellm, self._litellm = self._litellm, None
        if thread is not None:
            with suppress(Exception):
                await thread.run(litellm.close_litellm_async_clients)
                await thread.run(litellm.aclient_session.aclose)
            await asyncio.to_thread(thread.stop)


async def _load() -> Any:
    for name, value in _BEFORE_IMPORT.items():
        os.environ[name] = value
    litellm: Any = importlib.import_module("litellm")
    litellm.suppress_debug_info = True
    litellm.turn_off_message_logging = True
    litellm.disable_aiohttp_transport = True  # httpx is here anyway, and closes cleanly
    litellm.aclient_session = importlib.import_module("httpx").AsyncClient()  # one for all: making one blocks for long
    litellm.disable_hf_tokenizer_download = True
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # an address may hold a key
    return litellm
