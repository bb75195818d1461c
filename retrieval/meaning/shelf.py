"""The models that a service has loaded: each in a thread of its own, once it is needed, while words must do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from retrieval.meaning.encoder import Encoder, Vectors, load_encoder
from retrieval.meaning.scale import Scale, measure

LOG = logging.getLogger(__name__)
_TRY_AGAIN = 300.0  # seconds after a model could not be loaded


@dataclass(frozen=True, slots=True)
class Reader:
    """A loaded model and what its likenesses are worth. It reads one question at a time: tokenizers want no company."""

    encoder: Encoder
    scale: Scale
    _thread: ThreadPoolExecutor

    def can_answer(self, dimensions: int) -> bool:
        """Whether the model made vectors of that shape and understands the language."""
        return self.encoder.dimensions == dimensions and self.scale.is_of_use

    async def read(self, text: str, patience: float) -> Vectors | None:
        """Return the vector of a question, or None when it takes longer than `patience` seconds. Keeps no question."""
        reading = asyncio.get_running_loop().run_in_executor(self._thread, self.encoder.question, text)
        try:
            return await asyncio.wait_for(reading, patience)
        except TimeoutError:
            LOG.warning("reading a question took longer than %s s", patience)
            return None


class Shelf:
    """Loads models by name. `exports` is the folder of light exports; `language` what people ask in."""

    def __init__(
        self, exports: Path | None, language: str, load: Callable[[str, Path | None], Encoder] = load_encoder
    ) -> None:
        self._exports = exports
        self._language = language
        self._load = load
        self._loading: dict[str, Future[Reader]] = {}
        self._failed: dict[str, float] = {}

    def reader(self, name: str) -> Reader | None:
        """Return the model if it is loaded; else begin to load it and return None."""
        loading = self._loading.get(name)
        if loading is None:
            if monotonic() - self._failed.get(name, -_TRY_AGAIN) >= _TRY_AGAIN:
                self._begin(name)
            return None
        if not loading.done():
            return None
        if error := loading.exception():
            del self._loading[name]
            self._failed[name] = monotonic()
            LOG.error("the embedding model %s cannot be loaded: %s", name, error)
            return None
        return loading.result()

    def _begin(self, name: str) -> None:
        thread = ThreadPoolExecutor(1, thread_name_prefix="meaning")
        self._loading[name] = thread.submit(self._made, name, thread)

    def _made(self, name: str, thread: ThreadPoolExecutor) -> Reader:
        encoder = self._load(name, self._exports)
        scale = measure(encoder, self._language)
        if not scale.is_of_use:
            LOG.warning(
                "%s understands %.0f %% of %s: nobody is answered with it, choose a multilingual model",
                name,
                100 * scale.understanding,
                self._language,
            )
        return Reader(encoder, scale, thread)
