"""How text is folded, numbers are read, words are shortened and sounds are compared."""

import subprocess
import sys

import pytest

from retrieval.entries import file_name
from retrieval.folding import fold, root, stem, stems
from retrieval.ngrams import letters_left_out, likeness_vector
from retrieval.phonetics import sound, spoken
from retrieval.question import ask_for
from retrieval.words import words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Protocolo de Dosagem — Idosos", "protocolo de dosagem idosos"),
        ("INJEÇÃO\u200b e Fístula", "injecao e fistula"),
        ("RDC327, RDC nº 327/2019", "rdc 327 rdc no 327 2019"),
        ("Resolução CFM 2.324", "resolucao cfm 2324"),
        ("Versão 2.0", "v2"),
        ("versão v3", "v3"),
        ("versão um", "v1"),
        ("módulo dois", "modulo 2"),
        ("estágio IV", "estagio 4"),
        ("uma aula", "uma aula"),
        ("trezentos e vinte e sete", "327"),
        ("lei onze mil trezentos e quarenta e três", "lei 11343"),
        ("dois mil e vinte e quatro", "2024"),
        ("três dois sete", "327"),
        ("pré-natal, pré natal, prenatal", "prenatal prenatal prenatal"),
        ("anti inflamatório", "antiinflamatorio"),
        ("", ""),
        ("🌿\x00\u202e", ""),
    ],
)
def test_text_is_folded(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    "words",
    ["idoso idosos idosa idosas", "injeção injeções", "renal renais", "aula aulas aulinha aulinhas", "dor dores"],
)
def test_forms_of_a_word_share_a_stem(words):
    assert len({stem(fold(word)) for word in words.split()}) == 1


@pytest.mark.parametrize("words", ["vacinar vacinação vacina", "formigando formigamento", "importar importação"])
def test_words_of_one_root_are_kin(words):
    assert len({root(stem(fold(word))) for word in words.split()}) == 1


@pytest.mark.parametrize(
    ("said", "meant"),
    [("canabidiou", "canabidiol"), ("kanabidiol", "canabidiol"), ("emodiálise", "hemodiálise"),
     ("dozagem", "dosagem"), ("enchaqueca", "enxaqueca"), ("ipertensão", "hipertensão"), ("injessão", "injeção")],
)  # fmt: skip
def test_what_sounds_alike_has_one_key(said, meant):
    assert sound(stem(fold(said))) == sound(stem(fold(meant))) != ""


def test_short_words_are_compared_as_they_are_said():
    assert spoken("sau") == spoken("sal")
    assert sound("sal") == ""


@pytest.mark.parametrize(
    ("said", "letters"),
    [("a vê cê agudo", "avc"), ("tê dê a agá na escola", "tdah"), ("ele gê pê dê", "lgpd"), ("cê bê dê", "cbd"),
     ("erre dê cê trezentos", "rdc")],
)  # fmt: skip
def test_spelled_letters_are_read_as_an_acronym(said, letters):
    assert letters in [one.word for one in ask_for(said).rereadings]


def test_fillers_are_left_out_unless_there_is_nothing_else():
    assert ask_for("me mostra por favor o guia aí").sought == ("gui",)
    assert ask_for("me mostra").sought == ("me", "mostr")
    assert ask_for("?!").words == ()


def test_words_are_listed_once_and_folded():
    assert "voce" in words_of("fillers")
    assert "de" in words_of("stop_words")


def test_one_edit_leaves_a_letter_form_in_common():
    for error in ("dosajem", "doagem", "dossagem", "odsagem"):
        assert set(letters_left_out(error)) & set(letters_left_out("dosagem"))


def test_likeness_is_the_same_in_every_process():
    code = "from retrieval.ngrams import likeness_vector as v; print(v(['dosagem', 'idos']))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert other == likeness_vector(["dosagem", "idos"])


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://x.invalid/a/guia_de%20dor.pdf?v=1#p", "guia_de dor"),
        ("guia.docx", "guia"),
        (None, ""),
        ("/pasta/", ""),
    ],
)
def test_a_file_has_a_name(url, name):
    assert file_name(url) == name


def test_stems_of_stop_words_alone_are_kept():
    assert stems("de para") == ["de", "para"] or stems("de para") == ["de", "par"]
