"""An encoder that runs a model with sentence-transformers and torch, both imported only when one is made."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from retrieval.meaning.affixes import affixes_of
from retrieval.meaning.encoder import PROBE, ModelUnavailable, Vectors, of_length_one

BATCH = 32


class SentenceEncoder:
    """Implements Encoder. `model` is the loaded SentenceTransformer, from which a light export is made."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.model = _load(name)
        self.affixes = affixes_of(name, getattr(self.model, "prompts", None))
        self.model.default_prompt_name = None  # what is put in front is decided here
        self._dimensions = int(self.passages([PROBE]).shape[1])

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._encode(list(texts), self.affixes.passage)

    def question(self, text: str) -> Vectors:
        row: Vectors = self._encode([text], self.affixes.query)[0]
        return row

    def _encode(self, texts: list[str], prompt: str) -> Vectors:
        rows = self.model.encode(
            texts, prompt=prompt or None, batch_size=BATCH, show_progress_bar=False, convert_to_numpy=True
        )
        return of_length_one(rows)


def _load(name: str) -> Any:
    try:
        library = import_module("sentence_transformers")
    except ImportError as error:
        raise ModelUnavailable("sentence-transformers is not installed: pip install 'noa[semantic]'") from error
    import_module("transformers.utils.logging").disable_progress_bar()
    try:
        return library.SentenceTransformer(name)
    except Exception as error:  # the library raises whatever its own libraries raise
        raise ModelUnavailable(f"{name}: {type(error).__name__}") from error
