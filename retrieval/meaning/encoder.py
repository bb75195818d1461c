"""What turns text into vectors: the protocol of encoders, and which one serves a model."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy
from numpy.typing import NDArray

from core.errors import NoaError

Vectors = NDArray[numpy.float32]

PROBE = "O que se diz aqui é sempre o mesmo, para que se saiba qual modelo o leu."
"""What every model is shown once, so that another one under the same name is noticed."""


class ModelUnavailable(NoaError):
    """The embedding model cannot be loaded or gives no usable vectors."""

    code = "model_unavailable"


class Encoder(Protocol):
    """A loaded embedding model. Vectors have length one, so that their inner product is their likeness."""

    @property
    def name(self) -> str:
        """The name under which the model's vectors are kept."""
        ...

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text that is to be found."""
        ...

    def question(self, text: str) -> Vectors:
        """Return the vector of what somebody asks."""
        ...


def load_encoder(name: str, exports: Path | None = None) -> Encoder:
    """Load the model: its light export of the folder `exports` where there is one, else with sentence-transformers.

    `name` is a name of the hub, the path of a model, or the path of a light export. Takes seconds. Raises
    ModelUnavailable.
    """
    from retrieval.meaning.light_encoder import LightEncoder, export_folder, is_export
    from retrieval.meaning.sentence_encoder import SentenceEncoder

    for folder in (Path(name), *([export_folder(exports, name)] if exports else [])):
        if is_export(folder) and find_spec("onnxruntime") and find_spec("tokenizers"):
            return LightEncoder(folder)
    return SentenceEncoder(name)


def of_length_one(vectors: Vectors) -> Vectors:
    """Return rows of length one. Raises ModelUnavailable for rows that have no direction."""
    rows = numpy.atleast_2d(numpy.asarray(vectors, dtype=numpy.float32))
    lengths = numpy.linalg.norm(rows, axis=1, keepdims=True)
    if not numpy.isfinite(lengths).all() or (lengths == 0).any():
        raise ModelUnavailable("the model gives vectors without direction")
    scaled: Vectors = rows / lengths
    return scaled
