"""Where exactly each limit of the guard lies: one step within passes, one step beyond does not."""

from dataclasses import replace

import pytest

from prompts.facts import Facts, Kind, facts_of
from prompts.guard import Accepted, Rejected, check
from prompts.phrasing import Phrased
from prompts.spoken_language import is_written_in
from tests.prompts.replies import PHRASER, TITLES, listed

LIST = facts_of(listed(), PHRASER.phrase(listed(), "pt-BR"), "pt-BR")
ITEMS = "\n".join(f"{at}. {title}" for at, title in enumerate(TITLES, 1))
LEAD = len(LIST.canonical.lead) * 3 // 2
WORDS = (len(LIST.canonical.lead.split()) + len(LIST.canonical.question.split())) // 2
HELD = [f"{letter}onto" for letter in "bcdfghjklm"]
DERIVED = Facts(Kind.DERIVED, "pt-BR", passages=(" ".join(HELD),))


def filled(length, word="que "):
    return (word * length)[:length].rstrip().ljust(length, ".")


def novel(count):
    return "que " + " ".join(f"{chr(97 + at // 26)}{chr(97 + at % 26)}ba" for at in range(count))


def derived(held, count):
    return "que " + " ".join(HELD[:held] + novel(count - held).split()[1:]) + " que por que por que por que por"


@pytest.mark.parametrize(
    ("within", "beyond", "reason"),
    [
        (f"{filled(320 + LEAD)}\n{ITEMS}", f"{filled(321 + LEAD)}\n{ITEMS}", "too_long"),
        (f"{ITEMS}\n{filled(240)}", f"{ITEMS}\n{filled(241)}", "too_long"),
        (f"{novel(14 + WORDS)}\n{ITEMS}", f"{novel(15 + WORDS)}\n{ITEMS}", "ungrounded"),
    ],
    ids=["lead", "question", "novel words"],
)
def test_around_a_list(within, beyond, reason):
    assert isinstance(check(LIST, within), Accepted)
    assert check(LIST, beyond) == Rejected(reason)


@pytest.mark.parametrize(
    ("within", "beyond", "reason"),
    [
        (filled(40, "bonto que "), filled(39, "bonto que "), "too_short"),
        (filled(2_600, "bonto que "), filled(2_601, "bonto que "), "too_long"),
        (derived(3, 10), derived(2, 10), "ungrounded"),
    ],
    ids=["shortest", "longest", "grounded"],
)
def test_of_derived_content(within, beyond, reason):
    assert isinstance(check(DERIVED, within), Accepted), check(DERIVED, within)
    assert check(DERIVED, beyond) == Rejected(reason)


def test_words_that_only_start_alike_ground_nothing():
    alike = "que " + " ".join(f"{word[:4]}{end}" for word in HELD for end in ("u", "i"))
    assert check(DERIVED, f"{alike} que por que") == Rejected("ungrounded")
    inflected = "que " + " ".join(f"{word}s" for word in HELD)
    assert isinstance(check(DERIVED, f"{inflected} que por que"), Accepted)


def test_of_any_wording():
    facts = replace(LIST, canonical=replace(LIST.canonical, lead="que " * 2_000))
    room = 4_000 - len(ITEMS) - 1
    assert isinstance(check(facts, f"{filled(room)}\n{ITEMS}"), Accepted)
    assert check(facts, f"{filled(room + 1)}\n{ITEMS}") == Rejected("too_long")


def test_of_a_confirmation():
    facts = Facts(Kind.CONFIRMATION, "pt-BR", Phrased("Sono agora"), ("Sono",))
    for length, kind in ((335, Accepted), (336, Rejected)):
        assert isinstance(check(facts, f"Sono {filled(length - 5)}"), kind)


def test_of_languages():
    assert is_written_in("sono dor medo calma riso choro", "pt-BR")
    assert not is_written_in("sono dor medo calma riso choro paz", "pt-BR")
    assert is_written_in("para você. The best of.", "pt-BR")
    assert not is_written_in("para você e de uma. The best of all.", "pt-BR")


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Encontrei três documentos que podem ajudar você.", "pt-BR"),
        ("Separei estas opções para o seu pedido. Qual delas você quer abrir?", "pt-BR"),
        ("Aqui está o que encontrei sobre isso:", "pt-BR"),
        ("Here is what I found for you. Which one would you like?", "en"),
        ("These documents may help. Say the number.", "en"),
    ],
)
def test_each_language_is_itself_and_no_other(text, locale):
    assert is_written_in(text, locale)
    assert not is_written_in(text, "en" if locale == "pt-BR" else "pt-BR")


@pytest.mark.parametrize(
    "text",
    [
        "Aquí están los documentos que usted busca. Elija el número.",
        "Voici les documents que vous cherchez. Choisissez le numéro.",
        "Hier sind die Dokumente, die Sie suchen. Wählen Sie eine Nummer.",
        "Ecco i documenti che cerca, può scegliere il numero della lista.",
    ],
)
def test_other_languages_are_neither(text):
    assert not is_written_in(text, "pt-BR")
    assert not is_written_in(text, "en")
