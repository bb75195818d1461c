"""Notes are signed and spelled as the specification's own examples are, and only by the key in force read back."""

import asyncio
import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.errors import SettingsInvalid
from core.ledger.damage import LedgerDamaged
from core.ledger.kept import CheckpointFolder
from core.ledger.note import Checkpoint, Notary, Signer
from core.ledger.secret import kept_secret, parse_secret
from core.ledger.tree import EMPTY_ROOT

# the key pair and the note that the first implementation of this format documents (golang.org/x/mod/sumdb/note)
PUBLISHED_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PUBLISHED_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
NOTARY = Notary(b"s" * 32)


def test_a_signature_is_the_published_one():
    signer = Signer("PeterNeumann", Ed25519PrivateKey.from_private_bytes(PUBLISHED_SEED))
    assert signer.verifier_key == PUBLISHED_KEY
    assert signer.signature(PUBLISHED_TEXT) == PUBLISHED_LINE


def test_a_checkpoint_is_origin_size_and_root():
    note = NOTARY.signer("t").sign(Checkpoint("noa.local/ledger/t", 0, EMPTY_ROOT, 1700000000))
    assert note.startswith(
        "noa.local/ledger/t\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— noa.local/ledger/t "
    )


def test_what_was_signed_is_read_back():
    signer = NOTARY.signer("t")
    checkpoint = Checkpoint(signer.name, 7, b"r" * 32, 1700000000)
    assert signer.read(signer.sign(checkpoint)) == checkpoint


@pytest.mark.parametrize("reader", [NOTARY.signer("u"), Notary(b"t" * 32).signer("t")])
def test_another_trees_or_installations_key_reads_nothing(reader):
    signer = NOTARY.signer("t")
    with pytest.raises(LedgerDamaged):
        reader.read(signer.sign(Checkpoint(signer.name, 7, b"r" * 32, 1)))


def test_a_bent_note_is_not_read():
    signer = NOTARY.signer("t")
    note = signer.sign(Checkpoint(signer.name, 7, b"r" * 32, 1700000000))
    for place in range(len(note)):
        bent = note[:place] + ("x" if note[place] != "x" else "y") + note[place + 1 :]
        with pytest.raises(LedgerDamaged):
            signer.read(bent)


@pytest.mark.parametrize("name", ["", "with space", "a+b", "line\nbreak"])
def test_a_name_that_notes_cannot_spell_names_no_key(name):
    with pytest.raises(ValueError):
        Signer(name, Ed25519PrivateKey.generate())


def test_the_secret_is_made_once_for_its_owner_alone(tmp_path):
    place = tmp_path / "data" / "ledger.key"
    secret = kept_secret(place)
    assert kept_secret(place) == secret
    assert place.stat().st_mode & 0o777 == 0o600
    assert list(place.parent.iterdir()) == [place]


@pytest.mark.parametrize("text", ["", "c2hvcnQ=", "§", "A" * 43])
def test_a_secret_that_is_none_stops_the_start(text):
    with pytest.raises(SettingsInvalid):
        parse_secret(text)


def test_an_unreadable_secret_stops_the_start(tmp_path):
    (tmp_path / "ledger.key").mkdir()
    with pytest.raises(SettingsInvalid):
        kept_secret(tmp_path / "ledger.key")


async def keep_both(folder):
    kept = CheckpointFolder(folder)
    await kept.keep("noa.local/ledger/a", "one")
    await kept.keep("noa.local/ledger/b", "two")
    await kept.keep("noa.local/ledger/a", "three")
    return [await kept.last(f"noa.local/ledger/{each}") for each in "abc"]


def test_a_folder_keeps_the_last_note_of_each_tree(tmp_path):
    assert asyncio.run(keep_both(tmp_path / "kept")) == ["three", "two", None]
    assert len(list((tmp_path / "kept").iterdir())) == 2
