"""The figures of the project's own set: what was reached may not be lost."""

import asyncio
from pathlib import Path

import pytest

from retrieval.catalogue import CatalogueFinder
from retrieval.evaluate import Answer, Asked, ask_all, failures, figures, load, read_questions
from tests.retrieval.library import SETS

# kind: least share first, least share in five; the last third of the questions was never looked at while tuning
LEAST = {
    "exact": (1.00, 1.00), "alias": (1.00, 1.00), "partial": (1.00, 1.00), "word_order": (0.98, 1.00),
    "colloquial": (0.98, 1.00), "typo": (0.98, 1.00), "asr": (0.97, 0.97), "confusable": (0.98, 1.00),
    "noisy": (0.98, 1.00), "paraphrase": (0.84, 0.92), "no_shared": (0.79, 0.89), "nothing": (0.97, 0.97),
}  # fmt: skip


@pytest.fixture
def answers(library, owner_url, app_url):
    _, institution, person, names = load(owner_url, Path(str(SETS / "catalogue.jsonl")))
    questions = read_questions(Path(str(SETS / "queries.jsonl")))
    return asyncio.run(ask_all(app_url, CatalogueFinder(), questions, institution, person, names))


def test_no_figure_falls_below_what_was_reached(answers):
    measured = {row.kind: (row.first, row.in_five) for row in figures(answers)}
    lost = {
        kind: (measured[kind], least)
        for kind, least in LEAST.items()
        if measured[kind][0] < least[0] - 0.001 or measured[kind][1] < least[1] - 0.001
    }
    assert lost == {}, [each for each in failures(answers) if each["kind"] in lost]


def test_the_set_is_large_and_a_third_of_it_is_held_back():
    questions = read_questions(Path(str(SETS / "queries.jsonl")))
    assert len(questions) >= 760
    assert {each.kind for each in questions} == set(LEAST)
    assert 0.3 < sum(each.held_back for each in questions) / len(questions) < 0.36


def test_what_is_also_right_is_passed_over():
    asked = Asked("x", frozenset({"a"}), frozenset({"b"}), "typo", False)
    assert Answer(asked, ("b", "a"), 1.0).rank == 1
    assert Answer(asked, ("c", "a"), 1.0).rank == 2
    assert Answer(asked, ("b",), 1.0).rank == 0
    nothing = Asked("x", frozenset(), frozenset(), "nothing", False)
    assert (Answer(nothing, (), 1.0).rank, Answer(nothing, ("a",), 1.0).rank) == (1, 0)
