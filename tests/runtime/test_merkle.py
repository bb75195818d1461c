"""The verifier accepts exactly the right proofs: the published ones, all of the definition, and none that is bent."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from runtime.verifier.merkle import Recomputed, WrongProof, check_consistency, check_inclusion, hash_leaf
from tests.core.ledger import naive
from tests.core.ledger.vectors import CONSISTENCY, INCLUSION, LEAVES, ROOTS

TREES = st.lists(st.binary(max_size=3), min_size=1, max_size=80)
ROOT = [bytes.fromhex(each) for each in ROOTS]


def hashes(path):
    return [bytes.fromhex(each) for each in path]


def accepts(check, *parts):
    try:
        check(*parts)
    except WrongProof:
        return False
    return True


@pytest.mark.parametrize(("leaf", "size"), INCLUSION)
def test_published_inclusion_proofs_are_accepted(leaf, size):
    check_inclusion(leaf, size, hash_leaf(LEAVES[leaf]), hashes(INCLUSION[leaf, size]), ROOT[size])


@pytest.mark.parametrize(("old", "size"), CONSISTENCY)
def test_published_consistency_proofs_are_accepted(old, size):
    check_consistency(old, size, ROOT[old], ROOT[size], hashes(CONSISTENCY[old, size]))


@given(TREES)
def test_recomputing_gives_the_root_at_every_size(entries):
    tree = Recomputed()
    for size, entry in enumerate(entries, start=1):
        tree.add(hash_leaf(entry))
        assert tree.root == naive.root(entries[:size])


@given(TREES, st.data())
def test_every_true_proof_is_accepted(entries, data):
    size = len(entries)
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(0, size))
    root = naive.root(entries)
    check_inclusion(index, size, hash_leaf(entries[index]), naive.path(index, entries), root)
    check_consistency(old, size, naive.root(entries[:old]), root, naive.proof(old, entries))


@given(TREES, st.data())
def test_no_bent_inclusion_proof_is_accepted(entries, data):
    size = len(entries)
    index = data.draw(st.integers(0, size - 1))
    path = naive.path(index, entries)
    bent = data.draw(bendings(path))
    assert not accepts(check_inclusion, index, size, hash_leaf(entries[index]), bent, naive.root(entries))


@given(TREES, st.data())
def test_an_inclusion_proof_holds_at_its_own_index_only(entries, data):
    size = len(entries)
    index = data.draw(st.integers(0, size - 1))
    claimed = data.draw(st.integers(-2, size + 2))
    assume(claimed != index and entries.count(entries[index]) == 1)
    path = naive.path(index, entries)
    assert not accepts(check_inclusion, claimed, size, hash_leaf(entries[index]), path, naive.root(entries))


@given(TREES, st.data())
def test_no_bent_consistency_proof_is_accepted(entries, data):
    size = len(entries)
    old = data.draw(st.integers(0, size))
    bent = data.draw(bendings(naive.proof(old, entries)))
    assert not accepts(check_consistency, old, size, naive.root(entries[:old]), naive.root(entries), bent)


@given(TREES, st.data())
def test_a_history_that_was_rewritten_is_not_consistent(entries, data):
    old = data.draw(st.integers(1, len(entries)))
    changed = data.draw(st.integers(0, old - 1))
    rewritten = [*entries[:changed], entries[changed] + b"!", *entries[changed + 1 :]]
    path = naive.proof(old, rewritten)
    assert not accepts(check_consistency, old, len(entries), naive.root(entries[:old]), naive.root(rewritten), path)


def test_the_boundaries_are_kept():
    assert accepts(check_consistency, 0, 8, ROOT[0], ROOT[8], [])
    assert not accepts(check_consistency, 0, 8, ROOT[0], ROOT[8], [ROOT[1]])
    assert not accepts(check_consistency, 0, 8, ROOT[1], ROOT[8], [])
    assert not accepts(check_consistency, 8, 8, ROOT[7], ROOT[8], [])
    assert not accepts(check_consistency, 8, 8, ROOT[8], ROOT[8], [ROOT[8]])
    assert not accepts(check_consistency, 8, 7, ROOT[8], ROOT[7], [])
    assert not accepts(check_consistency, 4, 8, ROOT[4], ROOT[8], [])
    assert not accepts(check_inclusion, 8, 8, hash_leaf(LEAVES[7]), hashes(INCLUSION[0, 8]), ROOT[8])
    assert not accepts(check_inclusion, 0, 0, ROOT[0], [], ROOT[0])


@st.composite
def bendings(draw, path):
    """The path with one bit turned, one hash less, one more, or two exchanged."""
    kinds = ["longer", *(["bit", "shorter"] if path else []), *(["exchanged"] if len(set(path)) > 1 else [])]
    kind = draw(st.sampled_from(kinds))
    bent = list(path)
    place = draw(st.integers(0, len(path) - 1)) if path else 0
    if kind == "longer":
        bent.insert(place, draw(st.binary(min_size=32, max_size=32)))
    elif kind == "shorter":
        bent.pop(place)
    elif kind == "bit":
        turned = bytearray(bent[place])
        turned[draw(st.integers(0, 31))] ^= 1 << draw(st.integers(0, 7))
        bent[place] = bytes(turned)
    else:
        bent.reverse()
        assume(bent != list(path))
    return bent
