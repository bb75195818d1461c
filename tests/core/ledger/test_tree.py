"""The writer's arithmetic gives the published roots and proofs, and for any tree what the RFC's definitions give."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ledger.tree import (
    STRIDE,
    Frontier,
    Subtree,
    consistency_proof,
    cover,
    frontier_at,
    grow,
    inclusion_proof,
    join_parts,
    leaf_hash,
    stored_parts,
)
from tests.core.ledger import naive
from tests.core.ledger.vectors import CONSISTENCY, INCLUSION, LEAVES, ROOTS

TREES = st.lists(st.binary(max_size=3), max_size=300)


class Memory:
    """Nodes kept as the database keeps them; counts what is read."""

    def __init__(self, entries):
        leaves = [leaf_hash(entry) for entry in entries]
        self.frontier, completed = grow(Frontier(), leaves)
        self.kept = dict(completed) | {Subtree(0, place): leaf for place, leaf in enumerate(leaves)}
        self.read = 0

    async def hashes(self, subtrees):
        return {each: self._hash(each) for each in subtrees}

    def _hash(self, subtree):
        level, first, last = stored_parts(subtree)
        self.read += last - first + 1
        return join_parts([self.kept[Subtree(level, place)] for place in range(first, last + 1)])


def included(memory, index, size):
    return list(asyncio.run(inclusion_proof(memory, index, size)))


def consistent(memory, old, size):
    return list(asyncio.run(consistency_proof(memory, old, size)))


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots_are_met(size):
    assert Memory(LEAVES[:size]).frontier.root.hex() == ROOTS[size]


@pytest.mark.parametrize(("leaf", "size"), INCLUSION)
def test_the_published_inclusion_proofs_are_met(leaf, size):
    assert [each.hex() for each in included(Memory(LEAVES), leaf, size)] == INCLUSION[leaf, size]


@pytest.mark.parametrize(("old", "size"), CONSISTENCY)
def test_the_published_consistency_proofs_are_met(old, size):
    assert [each.hex() for each in consistent(Memory(LEAVES), old, size)] == CONSISTENCY[old, size]


@given(TREES, st.integers(0, 300))
def test_growing_in_two_batches_is_growing_at_once(entries, cut):
    leaves = [leaf_hash(entry) for entry in entries]
    half, below = grow(Frontier(), leaves[:cut])
    whole, above = grow(half, leaves[cut:])
    assert (whole, below + above) == grow(Frontier(), leaves)
    assert whole.root == naive.root(entries)


@given(TREES.filter(bool), st.data())
def test_every_inclusion_proof_is_the_one_of_the_definition(entries, data):
    size = data.draw(st.integers(1, len(entries)))
    index = data.draw(st.integers(0, size - 1))
    assert included(Memory(entries), index, size) == naive.path(index, entries[:size])


@given(TREES.filter(bool), st.data())
def test_every_consistency_proof_is_the_one_of_the_definition(entries, data):
    size = data.draw(st.integers(1, len(entries)))
    old = data.draw(st.integers(0, size))
    assert consistent(Memory(entries), old, size) == naive.proof(old, entries[:size])


@given(TREES, st.data())
def test_the_frontier_of_any_earlier_size_is_read_back(entries, data):
    size = data.draw(st.integers(0, len(entries)))
    assert asyncio.run(frontier_at(Memory(entries), size)).root == naive.root(entries[:size])


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_cover_is_gapless_and_logarithmic(a, b):
    start, end = 0, max(a, b)
    pieces = cover(start, end)
    assert len(pieces) <= max(1, end.bit_length())
    for level, place in pieces:
        assert place << level == start
        start += 1 << level
    assert start == end


@pytest.mark.parametrize("doublings", range(4, 11))
def test_a_proof_reads_as_many_hashes_as_the_logarithm_of_the_size_needs(doublings):
    memory = Memory([b"%d" % each for each in range((1 << doublings) - 1)])
    included(memory, 0, memory.frontier.size)
    assert memory.read <= (1 << STRIDE) * doublings * 2


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_there_is_no_proof_of_a_leaf_outside_the_tree(index, size):
    with pytest.raises(ValueError):
        included(Memory(LEAVES), index, size)


@pytest.mark.parametrize(("old", "size"), [(-1, 3), (4, 3)])
def test_a_tree_does_not_begin_with_a_larger_one(old, size):
    with pytest.raises(ValueError):
        consistent(Memory(LEAVES), old, size)
