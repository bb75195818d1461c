"""What stands in front of questions and passages, as the cards of models say."""

import pytest

from retrieval.meaning.affixes import Affixes, affixes_of


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-small", "query: ", "passage: "),
        ("intfloat/e5-base-v2", "query: ", "passage: "),
        ("/models/multilingual-e5-large", "query: ", "passage: "),
        ("Snowflake/snowflake-arctic-embed-m-v2.0", "query: ", ""),
        ("BAAI/bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("BAAI/bge-m3", "", ""),
        ("nomic-ai/nomic-embed-text-v1.5", "search_query: ", "search_document: "),
        ("sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2", "", ""),
        ("sentence-transformers/all-MiniLM-L6-v2", "", ""),
        ("sentence-transformers/LaBSE", "", ""),
        ("the5-small-things", "", ""),
    ],
)
def test_a_family_is_known_by_its_name(name, query, passage):
    assert affixes_of(name) == Affixes(query, passage)


def test_an_instructed_e5_wants_a_task_in_front_of_questions_alone():
    affixes = affixes_of("intfloat/multilingual-e5-large-instruct")
    assert affixes.query.startswith("Instruct: ")
    assert affixes.passage == ""


def test_what_a_model_brings_itself_comes_before_its_family():
    assert affixes_of("intfloat/e5-small", {"query": "Q: ", "document": "D: "}) == Affixes("Q: ", "D: ")
    assert affixes_of("x", {"query": "Q: ", "passage": "P: "}) == Affixes("Q: ", "P: ")
    assert affixes_of("intfloat/e5-small", {"query": "", "document": ""}) == Affixes("query: ", "passage: ")
