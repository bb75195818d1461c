"""One list from two ways: agreement counts, words come first among equals, poor company is left out."""

from uuid import uuid4

import pytest

from core.finding import Candidate
from retrieval.meaning.fusing import fuse, meant_candidates
from retrieval.meaning.scale import LEAST, SUREST, Scale

A, B, C = (uuid4() for _ in range(3))


def candidate(key, score):
    return Candidate(id=key, title=str(key), score=score)


def test_what_only_one_way_found_keeps_its_score():
    assert [(each.id, each.score) for each in fuse([candidate(A, 0.6)], [candidate(B, 0.5)])] == [(A, 0.6), (B, 0.5)]


def test_what_both_ways_found_is_surer_than_either_says():
    (first, second) = fuse([candidate(A, 0.6), candidate(B, 0.5)], [candidate(B, 0.6)])
    assert first.id == B
    assert 0.6 < first.score < 0.8
    assert second.score == 0.6


def test_among_equals_words_come_first():
    assert [each.id for each in fuse([candidate(A, 0.5)], [candidate(B, 0.5)])] == [A, B]


def test_what_is_far_behind_the_best_is_left_out():
    assert [each.id for each in fuse([candidate(A, 0.46)], [candidate(B, 0.9)])] == [B]


def test_nothing_and_nothing_is_nothing():
    assert fuse([], []) == []


@pytest.mark.parametrize(
    ("likeness", "score"), [(0.1, 0.0), (0.49, 0.0), (0.5, LEAST), (0.8, SUREST), (1.0, SUREST), (-1.0, 0.0)]
)
def test_a_likeness_is_worth_what_the_scale_says(likeness, score):
    assert Scale(0.5, 0.8, 1.0).score(likeness) == pytest.approx(score)


def test_a_model_that_understands_less_has_less_to_say():
    assert Scale(0.5, 0.8, 0.6).score(0.8) < Scale(0.5, 0.8, 0.9).score(0.8) < SUREST
    assert Scale(0.5, 0.8, 0.6).is_of_use
    assert not Scale(0.5, 0.8, 0.4).is_of_use


def test_rows_that_are_not_alike_enough_are_no_candidates():
    row = {"id": A, "title": "Guia 2024", "category": None, "told_summary": None, "version": None, "created_at": None}
    rows = [row | {"likeness": 0.7, "is_openable": True}, row | {"id": B, "likeness": 0.2, "is_openable": True}]
    (found,) = meant_candidates(rows, Scale(0.5, 0.8, 1.0))
    assert (found.id, found.year, found.openable) == (A, 2024, True)
