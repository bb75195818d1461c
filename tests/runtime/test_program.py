"""The verifier stands alone: a program over files, in both languages, that imports nothing of the writer."""

import ast
import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.ledger.damage import NotInLedger
from core.ledger.proof import prove_consistency, prove_event
from runtime.verifier import report
from runtime.verifier.__main__ import main

FOLDER = Path(report.__file__).parent
ALLOWED = {*sys.stdlib_module_names, "cryptography", "runtime"}


@pytest.fixture
def written(book, tmp_path):
    """A ledger of two checkpoints, its export and a kept checkpoint as files."""
    book.ids = book.record(4)
    book.integrate()
    book.ids += book.record(9)
    book.integrate()
    book.exported, book.kept = tmp_path / "ledger.jsonl", tmp_path / "kept.note"
    book.exported.write_bytes(b"".join(book.export()))
    book.kept.write_text(book.note())
    return book


def run(capsys, *arguments):
    code = main([str(each) for each in arguments])
    return code, capsys.readouterr().out


def test_it_imports_only_the_standard_library_and_cryptography():
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            names += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert name.split(".")[0] in ALLOWED, path.name
                assert not name.startswith("runtime") or name.startswith("runtime.verifier"), path.name


def test_it_runs_where_nothing_else_is_installed(written, tmp_path):
    (tmp_path / "runtime").mkdir()
    (tmp_path / "runtime" / "verifier").symlink_to(FOLDER)
    hidden = "import sys; sys.modules.update(dict.fromkeys(['core', 'psycopg', 'rfc8785', 'orjson', 'pydantic']));"
    command = f"{hidden} from runtime.verifier.__main__ import main; sys.exit(main([{str(written.exported)!r}]))"
    assert subprocess.run([sys.executable, "-c", command], cwd=tmp_path, capture_output=True).returncode == 0


@pytest.mark.parametrize(("locale", "sound"), [("pt-BR", "Íntegro:"), ("en", "Sound:")])
def test_it_speaks_both_languages(written, capsys, locale, sound):
    code, said = run(capsys, written.exported, "--locale", locale, "--key", written.signer.verifier_key)
    assert code == 0
    assert said.splitlines()[-1].startswith(sound)


def test_it_says_when_nobody_vouched_for_the_key(written, capsys):
    assert "--key" in run(capsys, written.exported, "--locale", "en")[1]


def test_it_finds_an_event_and_holds_the_export_against_a_kept_checkpoint(written, capsys):
    code, said = run(capsys, written.exported, "--checkpoint", written.kept, "--event", written.ids[0], "--json")
    told = json.loads(said)
    assert (code, told["is_sound"], told["leaves"]) == (0, True, 13)
    assert told["found_at"] == written.leaves().index(written.ids[0])


def test_it_names_the_first_fault_and_fails(written, capsys):
    written.exported.write_bytes(written.exported.read_bytes().replace(b'"LISTED"', b'"OPENED"', 1))
    code, said = run(capsys, written.exported, "--locale", "en")
    assert code == 1
    assert "leaf 0: the event was changed after it was recorded, at /action" in said
    assert said.splitlines()[-1] == "NOT SOUND."


@pytest.mark.parametrize("cut", [1, 3, -2])
def test_a_cut_export_is_not_complete(written, capsys, cut):
    lines = written.exported.read_bytes().splitlines(keepends=True)
    written.exported.write_bytes(b"".join(lines[:cut]))
    assert run(capsys, written.exported)[0] == 1


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b"null", b'{"kind":"ledger"}\n', b'{"format":"x"}'])
def test_what_is_no_export_is_not_sound(tmp_path, capsys, content):
    (tmp_path / "x").write_bytes(content)
    assert run(capsys, tmp_path / "x")[0] == 1


def test_what_is_not_there_cannot_be_verified(tmp_path, capsys):
    assert run(capsys, tmp_path / "nothing")[0] == 2


def test_a_proof_of_an_event_is_verified_alone(written, tmp_path, capsys):
    proof = asyncio.run(prove_event(written.lender, written.notary, written.ids[0]))
    place = tmp_path / "proof.json"
    place.write_text(json.dumps(proof, indent=2))
    code, said = run(capsys, place, "--key", written.signer.verifier_key, "--json")
    assert (code, json.loads(said)["found_at"]) == (0, proof["index"])
    for bent in (
        {"index": proof["index"] + 1},
        {"path": proof["path"][1:]},
        {"entry": proof["entry"].replace("e", "f", 1)},
        {"event_id": str(written.ids[1])},
        {"checkpoint": proof["checkpoint"].replace("13", "14")},
        {"format": "other"},
        {"key": "noa+00000000+AAAA"},
    ):
        place.write_text(json.dumps(proof | bent))
        assert run(capsys, place)[0] == 1, bent


def test_a_proof_of_consistency_is_verified_alone(written, tmp_path, capsys):
    proof = asyncio.run(prove_consistency(written.lender, written.notary, written.home, 4))
    place = tmp_path / "proof.json"
    place.write_text(json.dumps(proof))
    assert run(capsys, place, "--key", written.signer.verifier_key)[0] == 0
    for bent in ({"path": proof["path"][1:]}, {"old": proof["checkpoint"], "checkpoint": proof["old"]}):
        place.write_text(json.dumps(proof | bent))
        assert run(capsys, place)[0] == 1
    place.write_text(json.dumps(proof))
    assert run(capsys, place, "--key", "another+00000000+AAAA")[0] == 1


def test_there_is_no_proof_of_what_the_ledger_does_not_hold(written):
    waiting = written.record(1)
    with pytest.raises(NotInLedger):
        asyncio.run(prove_event(written.lender, written.notary, waiting[0]))
    with pytest.raises(NotInLedger):
        asyncio.run(prove_consistency(written.lender, written.notary, written.home, 5))


def test_both_languages_have_every_word():
    spoken = [json.loads((FOLDER / f"words.{locale}.json").read_text()) for locale in report.LOCALES]
    assert spoken[0].keys() == spoken[1].keys()
    codes = {
        argument.value
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("add", "_promise")
        for argument in node.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and "_" in argument.value
    }
    assert codes
    assert codes <= spoken[0].keys()
