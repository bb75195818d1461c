"""An encoder that runs an exported model with onnxruntime and tokenizers alone: no torch, a fifth of its memory."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Literal

import numpy
from pydantic import BaseModel, ConfigDict

from retrieval.meaning.encoder import Vectors, of_length_one

CARD, NETWORK, TOKENIZER = "card.json", "model.onnx", "tokenizer.json"
BATCH = 32
THREADS = 2


class Card(BaseModel):
    """What an export says of itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str  # of the model that it was made from: their vectors are the same but for rounding
    dimensions: int
    pooling: Literal["mean", "cls"]
    longest: int  # tokens
    padding: int
    query: str
    passage: str
    inputs: tuple[str, ...]


class LightEncoder:
    """Implements Encoder over the folder of an export."""

    def __init__(self, folder: Path) -> None:
        runtime = import_module("onnxruntime")
        self._card = Card.model_validate_json((folder / CARD).read_bytes())
        self._tokenizer = import_module("tokenizers").Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(self._card.longest)
        self._tokenizer.enable_padding(pad_id=self._card.padding)
        options = runtime.SessionOptions()
        options.intra_op_num_threads = THREADS
        options.log_severity_level = 3
        self._session = runtime.InferenceSession(
            str(folder / NETWORK), sess_options=options, providers=["CPUExecutionProvider"]
        )

    @property
    def name(self) -> str:
        return self._card.name

    @property
    def dimensions(self) -> int:
        return self._card.dimensions

    def passages(self, texts: Sequence[str]) -> Vectors:
        prefixed = [self._card.passage + text for text in texts]
        batches = [prefixed[start : start + BATCH] for start in range(0, len(prefixed), BATCH)]
        return numpy.concatenate([self._encode(batch) for batch in batches])

    def question(self, text: str) -> Vectors:
        row: Vectors = self._encode([self._card.query + text])[0]
        return row

    def _encode(self, texts: list[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(texts)
        mask = numpy.array([each.attention_mask for each in encoded], dtype=numpy.int64)
        fed = {
            "input_ids": numpy.array([each.ids for each in encoded], dtype=numpy.int64),
            "attention_mask": mask,
            "token_type_ids": numpy.array([each.type_ids for each in encoded], dtype=numpy.int64),
        }
        (tokens,) = self._session.run(None, {name: fed[name] for name in self._card.inputs})
        if self._card.pooling == "cls":
            return of_length_one(tokens[:, 0])
        weights = mask[:, :, None].astype(numpy.float32)
        return of_length_one((tokens * weights).sum(axis=1) / weights.sum(axis=1))


def is_export(folder: Path) -> bool:
    """Whether the folder holds a whole export. The card is written last."""
    return all((folder / name).is_file() for name in (NETWORK, TOKENIZER, CARD))


def export_folder(exports: Path, name: str) -> Path:
    """Return where the export of a model is kept: readable, and apart from every other model."""
    readable = re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-.")[-60:]
    return exports / f"{readable}-{sha256(name.encode()).hexdigest()[:8]}"
