"""Exports a model so that it is served without torch: its network in ONNX, rounded to eight bits, and its tokenizer."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy

from retrieval.meaning.encoder import Encoder, ModelUnavailable
from retrieval.meaning.light_encoder import CARD, NETWORK, TOKENIZER, Card, LightEncoder, export_folder
from retrieval.meaning.scale import touchstones
from retrieval.meaning.sentence_encoder import SentenceEncoder

FAITHFUL = 0.98  # least mean likeness of the export's vectors to the model's own
_OPSET = 17
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def export(encoder: SentenceEncoder, exports: Path) -> LightEncoder:
    """Export a model into its folder of `exports`, prove the export faithful, and return it loaded.

    Nothing is left behind where it fails. Raises ModelUnavailable for a model that is no transformer with mean or
    first-token pooling, for missing libraries, and for an export whose vectors are not the model's.
    """
    transformer, pooling = _parts(encoder.model)
    exports.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=exports) as folder:
        made = Path(folder)
        inputs = _write_network(transformer, made)
        transformer.tokenizer.backend_tokenizer.save(str(made / TOKENIZER))
        card = Card(
            name=encoder.name,
            dimensions=encoder.dimensions,
            pooling=pooling,
            longest=int(encoder.model.max_seq_length or 512),
            padding=int(transformer.tokenizer.pad_token_id or 0),
            query=encoder.affixes.query,
            passage=encoder.affixes.passage,
            inputs=inputs,
        )
        (made / CARD).write_text(card.model_dump_json(indent=1))
        if (likeness := faithfulness(encoder, LightEncoder(made))) < FAITHFUL:
            raise ModelUnavailable(f"the export of {encoder.name} is not faithful: {likeness:.3f}")
        kept = export_folder(exports, encoder.name)
        shutil.rmtree(kept, ignore_errors=True)
        made.chmod(0o755)
        shutil.copytree(made, kept)
    return LightEncoder(kept)


def faithfulness(model: Encoder, light: Encoder) -> float:
    """Return the mean likeness of what both make of the same texts."""
    texts = [text for stones in touchstones().values() for pair in stones.pairs for text in pair]
    own, others = model.passages(texts), light.passages(texts)
    return float(numpy.einsum("ij,ij->i", own, others).mean())


def _parts(model: Any) -> tuple[Any, Any]:
    kinds = [type(module).__name__ for module in model]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        raise ModelUnavailable(f"a model of {', '.join(kinds)} has no light export")
    pooling = _pooling(model[1].get_config_dict())
    if pooling is None:
        raise ModelUnavailable("only mean and first-token pooling have a light export")
    return model[0], pooling


def _pooling(config: dict[str, Any]) -> str | None:
    mode = config.get("pooling_mode")
    if mode is None:  # as it was written before
        chosen = [name for name, is_on in config.items() if name.startswith("pooling_mode_") and is_on is True]
        mode = {"pooling_mode_mean_tokens": "mean", "pooling_mode_cls_token": "cls"}.get("".join(chosen))
    return mode if mode in ("mean", "cls") else None


def _write_network(transformer: Any, folder: Path) -> tuple[str, ...]:
    try:
        torch, quantization = import_module("torch"), import_module("onnxruntime.quantization")
        import_module("onnx")
    except ImportError as error:
        raise ModelUnavailable("onnx and onnxruntime are needed for a light export") from error
    network = transformer.auto_model.eval()
    example = transformer.tokenizer(["um exemplo", "outro exemplo, mais longo"], padding=True, return_tensors="pt")
    inputs = tuple(name for name in _INPUTS if name in example)
    whole = folder / "whole.onnx"
    dynamic = {name: {0: "batch", 1: "tokens"} for name in (*inputs, "vectors")}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")  # the exporter's own, about tracing
        torch.onnx.export(
            _plain(torch, network, inputs), tuple(example[name] for name in inputs), str(whole),
            input_names=list(inputs), output_names=["vectors"], dynamic_axes=dynamic, opset_version=_OPSET,
            dynamo=False,
        )  # fmt: skip
        # rounding each channel by itself: .99 instead of .96 of likeness to the model's own vectors
        quantization.quantize_dynamic(
            str(whole), str(folder / NETWORK), weight_type=quantization.QuantType.QInt8, per_channel=True
        )
    whole.unlink()
    return inputs


def _plain(torch: Any, network: Any, inputs: tuple[str, ...]) -> Any:
    """The network as a function of its inputs alone, that returns one vector for each token."""

    class Plain(torch.nn.Module):  # type: ignore[misc] # torch is never imported here by name
        def __init__(self) -> None:
            super().__init__()
            self.network = network

        def forward(self, *given: Any) -> Any:
            return self.network(**dict(zip(inputs, given, strict=True))).last_hidden_state

    return Plain().eval()
