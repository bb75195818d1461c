"""A tiny real model that the tests build themselves: two layers, random weights, the words of a few titles."""

import json

from retrieval.folding import tokens
from retrieval.meaning.scale import touchstones

DIMENSIONS = 32
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def build(folder, pooling="mean", prompts=None, seed=0):
    """Write a model as sentence-transformers keeps one, and return its path."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer import modules
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder.mkdir(parents=True)
    words = {
        word for stones in touchstones().values() for pair in stones.pairs for text in pair for word in tokens(text)
    }
    letters = sorted({letter for word in words for letter in word})
    vocabulary = [*SPECIAL, *sorted(words), *letters, *(f"##{letter}" for letter in letters), "query", "passage", ":"]
    (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(vocabulary)))
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=DIMENSIONS, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=64,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizerFast(vocab=str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder / "bert")
    transformer = modules.Transformer(str(folder / "bert"))
    model = SentenceTransformer(modules=[transformer, modules.Pooling(DIMENSIONS, pooling)], device="cpu")
    path = folder / "model"
    model.save(str(path))
    if prompts:
        config_file = path / "config_sentence_transformers.json"
        config_file.write_text(json.dumps(json.loads(config_file.read_text()) | {"prompts": prompts}))
    return path
