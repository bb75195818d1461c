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
    """Loads the model of the settings and, while an institution is still searched with another one, that one too.

    `exports` is the folder of light exports; `language` what people ask in.
    """

    def __init__(
        self,
        model: str,
        exports: Path | None,
        language: str,
        load: Callable[[str, Path | None], Encoder] = load_encoder,
    ) -> None:
        self._model = model
        self._exports = exports
        self._language = language
        self._load = load
        self._loading: dict[str, Future[Reader]] = {}
        self._failed: dict[str, float] = {}

    def warm(self) -> None:
        """Begin to load the model of the settings, so that the first question need not do without it."""
        self._loaded(self._model)

    def reader(self, name: str) -> Reader | None:
        """Return the model of that name if it is loaded; else begin to load it and return None."""
        for source in dict.fromkeys((self._model, name)):
            reader = self._loaded(source)
            if reader and reader.encoder.name == name:
                return reader
            if reader is None and source in self._loading:
                return None
        return None

    def _loaded(self, source: str) -> Reader | None:
        loading = self._loading.get(source)
        if loading is None:
            if monotonic() - self._failed.get(source, -_TRY_AGAIN) >= _TRY_AGAIN:
                thread = ThreadPoolExecutor(1, thread_name_prefix="meaning")
                self._loading[source] = thread.submit(self._made, source, thread)
            return None
        if not loading.done():
            return None
        if error := loading.exception():
            del self._loading[source]
            self._failed[source] = monotonic()
            LOG.error("the embedding model %s cannot be loaded: %s", source, error)
            return None
        return loading.result()

    def _made(self, source: str, thread: ThreadPoolExecutor) -> Reader:
        encoder = self._load(source, self._exports)
        scale = measure(encoder, self._language)
        if not scale.is_of_use:
            LOG.warning(
                "%s understands %.0f %% of %s: nobody is answered with it, choose a multilingual model",
                source,
                100 * scale.understanding,
                self._language,
            )
        return Reader(encoder, scale, thread)
