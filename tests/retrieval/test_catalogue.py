"""What people find, and what they never learn of."""

import pytest

from retrieval.keeper import IndexKeeper
from retrieval.own_words import add_term, withdraw_term
from tests.retrieval.library import Library, row

IDOSOS = row("idosos", "Protocolo de Dosagem — Idosos", version="1.2", aliases=["CBD em idosos"])
PEDIATRIA = row("pediatria", "Protocolo de Dosagem — Pediatria", version="2.1")
PRESSAO = row("pressao", "Pressão Alta: o Que Saber", ("patient",), category="publico", summary="Sobre pressão.")
AULA = row("aula", "Aula sobre Dor Crônica", ("student",), category="aula")


@pytest.fixture
def stocked(library):
    library.run("declare_category", institution=library.institution, category="publico", kind="public")
    library.run("declare_category", institution=library.institution, category="aula", kind="teaching")
    library.add(IDOSOS, PEDIATRIA, PRESSAO, AULA)
    return library


def test_a_name_is_found_however_it_is_said(stocked):
    for said in ("protocolo de dosagem idosos", "idosos dosagem", "dozajem pra idozo", "abre aí o protocolo dos idosos",
                 "CBD em idosos", "dosagem de quem é velhinho"):  # fmt: skip
        assert stocked.titles("professional", said)[0] == "Protocolo de Dosagem — Idosos", said


def test_a_subject_lists_everything_about_it(stocked):
    assert set(stocked.titles("professional", "protocolo de dosagem")) == {IDOSOS["title"], PEDIATRIA["title"]}


def test_a_lay_word_finds_the_technical_one_and_the_other_way_round(stocked):
    stocked.add(row("has", "Diretriz de Hipertensão Arterial"))
    assert stocked.titles("professional", "pressão alta") == ["Diretriz de Hipertensão Arterial"]
    assert stocked.titles("patient", "hipertensão") == [PRESSAO["title"]]


@pytest.mark.parametrize(
    "term", ["receita de bolo de cenoura", "protocolo de implante coclear", "asdfgh", "???", "9" * 5000]
)
def test_nothing_found_is_an_answer(stocked, term):
    found = stocked.found("admin", term)
    assert found.candidates == () or term == "???"
    assert found.total is None or term == "???"


@pytest.mark.parametrize(
    ("profile", "titles"),
    [
        ("patient", {PRESSAO["title"]}),
        ("student", {AULA["title"]}),
        ("professional", {IDOSOS["title"], PEDIATRIA["title"]}),
        ("admin", {IDOSOS["title"], PEDIATRIA["title"], PRESSAO["title"], AULA["title"]}),
    ],
)
def test_each_profile_lists_and_counts_its_own(stocked, profile, titles):
    found = stocked.found(profile, "", limit=10)
    assert {candidate.title for candidate in found.candidates} == titles
    assert found.total == len(titles)


def test_an_audience_that_does_not_name_a_person_hides_a_document_by_any_road(stocked):
    for said in (IDOSOS["title"], "CBD em idosos", "dozagem idozos", "velhinhos"):
        assert IDOSOS["title"] not in stocked.titles("patient", said)
        assert IDOSOS["title"] not in stocked.titles("student", said)


def test_another_institution_finds_nothing_of_this_one(stocked, owner_url, app_url):
    other = Library(owner_url, app_url, "outra")
    other.add(row("outro", "Protocolo de Limpeza"))
    assert other.titles("admin", "dosagem idosos") == []
    assert other.found("admin", "").total == 1
    assert stocked.titles("admin", "limpeza") == []


@pytest.mark.parametrize("columns", [{"status": "QUARANTINED"}, {"is_published": False}])
def test_what_does_not_circulate_is_found_by_nobody(stocked, columns):
    stocked.add(row("fora", "Norma Fora de Circulação", ("all",), **columns))
    for profile in ("patient", "student", "professional", "admin"):
        assert stocked.titles(profile, "Norma Fora de Circulação") == []


def test_a_quarantine_takes_effect_without_the_indexer(stocked):
    stocked.run("change_status", status="QUARANTINED", external="idosos")
    assert IDOSOS["title"] not in stocked.titles("professional", "dosagem idosos")
    assert stocked.found("professional", "").total == 1


def test_the_rule_holds_where_row_level_security_is_off(stocked):
    stocked.run("switch_off_policies")
    assert stocked.titles("patient", "dosagem idosos") == []
    assert stocked.found("patient", "").total == 1


def test_a_policy_of_an_existing_database_has_the_last_word_on_list_count_and_search(stocked):
    stocked.run("hide_from_all")
    assert stocked.titles("professional", "protocolo de dosagem") == [PEDIATRIA["title"]]
    listed = stocked.found("professional", "")
    assert [candidate.title for candidate in listed.candidates] == [PEDIATRIA["title"]]
    assert listed.total == 1


def test_only_what_may_be_opened_is_openable(stocked):
    stocked.add(row("interno", "Orientação Interna de Pressão", ("patient",), category="interna"))
    openable = {candidate.title: candidate.openable for candidate in stocked.found("patient", "").candidates}
    assert openable == {PRESSAO["title"]: True, "Orientação Interna de Pressão": False}
    assert stocked.found("student", "dor crônica").candidates[0].openable
    assert stocked.found("professional", "dosagem idosos").candidates[0].openable


@pytest.mark.parametrize("content", [None, ""])
def test_a_document_without_text_is_listed_and_never_openable(stocked, content):
    stocked.add(row("vazio", "Ficha de Obsidiana", content=content))
    assert [each.openable for each in stocked.found("professional", "ficha de obsidiana").candidates] == [False]
    stocked.run("change_content", content="Agora tem.", external="vazio")
    assert stocked.found("professional", "ficha de obsidiana").candidates[0].openable


def test_twins_are_both_listed_the_newest_first_and_told_apart(stocked):
    for version, year in (("1.0", 2021), ("2.0", 2024)):
        stocked.add(row(f"v{version}", "Protocolo de Curativo", version=version, created_at=f"{year}-05-01"))
    found = stocked.found("professional", "protocolo de curativo").candidates
    assert [(each.version, each.year) for each in found] == [("2.0", 2024), ("1.0", 2021)]
    asked = stocked.found("professional", "protocolo de curativo versão um").candidates
    assert [each.version for each in asked] == ["1.0", "2.0"]
    by_year = stocked.found("professional", "protocolo de curativo de 2021").candidates
    assert by_year[0].version == "1.0"


def test_the_catalogue_is_paged_newest_first(stocked):
    stocked.add(*(row(f"n{day}", f"Nota {day}", created_at=f"2030-01-{day:02}") for day in range(1, 8)))
    first = stocked.found("professional", "", limit=5)
    second = stocked.found("professional", "", limit=5, offset=5)
    past = stocked.found("professional", "", limit=5, offset=50)
    assert [each.title for each in first.candidates] == [f"Nota {day}" for day in range(7, 2, -1)]
    assert [each.title for each in second.candidates][:2] == ["Nota 2", "Nota 1"]
    assert (first.total, second.total, past.total, past.candidates) == (9, 9, 9, ())


def test_the_same_question_gets_the_same_answer(stocked):
    answers = {tuple(stocked.found("admin", "protocolo de dosagem").candidates) for _ in range(4)}
    assert len(answers) == 1
    assert all(0 <= candidate.score <= 1 for candidate in answers.pop())


def test_what_somebody_else_wrote_is_found_once_the_keeper_looked(stocked, app_url):
    stocked.run("change_title", title="Protocolo da Safira Noturna", external="idosos")
    assert IndexKeeper(app_url).look() == 1
    assert stocked.titles("professional", "safira noturna") == ["Protocolo da Safira Noturna"]
    stocked.run("forget", external="idosos")
    assert IndexKeeper(app_url).look() == 1
    assert stocked.titles("professional", "safira noturna") == []


def test_a_file_is_found_by_its_name(stocked):
    stocked.add(row("pdf", "Anexo 7", file_url="https://exemplo.invalid/a/POP_lavanderia%20hospitalar.pdf?x=1"))
    assert stocked.titles("professional", "pop lavanderia hospitalar") == ["Anexo 7"]


def test_an_institution_adds_its_own_words_and_withdraws_others(stocked):
    stocked.add(row("has", "Diretriz de Hipertensão Arterial"))
    stocked.own_word(add_term, "bicho ruim", "hipertensao")
    stocked.own_word(withdraw_term, "pressão alta", "hipertensao")
    stocked.index()
    assert stocked.titles("professional", "bicho ruim") == ["Diretriz de Hipertensão Arterial"]
    assert stocked.titles("professional", "pressão alta") == []
