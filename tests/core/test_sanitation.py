"""Text is made fit to be read, or refused with a reason that stays the same."""

import base64
import random
import time
import unicodedata
import zlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core import sanitation
from core.sanitation import RULESET, Sound, Unsound, sanitize

PROSE = (
    "Protocolo de dosagem de canabidiol (CBD) para epilepsia refratária. Inicie com 2,5 mg/kg/dia, em duas tomadas, e "
    "aumente a cada sete dias até 10 mg/kg/dia; acima de 20 mg/kg/dia, só com função hepática normal. Atenção à "
    "interação com clobazam e valproato: peça TGO, TGP e bilirrubinas antes e depois de um, três e seis meses.\n"
)
RANDOM = random.Random(7)

SOUND = {
    "portuguese prose": PROSE * 20,
    "a table with bars": "| Fármaco | Dose |\n|---------|------|\n| CBD | 5–20 mg/kg/dia |\n| THC | ≤ 0,3 % |\n",
    "a table with tabs": "Dia\tManhã\tNoite\n1\t2,5 mg\t2,5 mg\n2\t5 mg\t5 mg",
    "a table drawn with lines": "┌" + "─" * 600 + "┐\n│ creatinina │ 1,2 │\n└" + "─" * 600 + "┘",
    "a rule of dashes": "Título\n" + "-" * 3000 + "\n" + "=" * 3000 + "\n" + "_" * 3000,
    "comparisons": "Se TFG < 30 e K+ > 5,5 (a<b e c>d), suspenda. x <y and onset = 3; p<0,05; 5<a onset=2",
    "a lesson of Python": "if a < b and c > d:\n    print(f'{a:>10} <= {b!r}')\n    x = [i for i in xs if i<3]\n",
    "a lesson of C++": "#include <vector>\nstd::vector<std::pair<int,int>> v; for (auto &p : v) if (p.first<<2) ++p;",
    "a lesson of Java": "List<Object> xs; Map<Object, String> m = new HashMap<>(); // Map<Object , X>",
    "a lesson of JavaScript": "JavaScript: linguagem. botao.onclick = () => { if (a<b) soma(); }; window.onload = f;",
    "a lesson of HTML": '<h1>Título</h1>\n<p class="x">texto</p> <a href="https://exemplo.org/a?b=c">link</a>',
    "words about forms": "Recuse `javascript:` e `data:`. O atributo onclick = nome. Data: 12/05/2024. on = ligado.",
    "one word about a format": "Todo PDF começa por %PDF-1.7 e cada objeto fecha com uma palavra própria.",
    "chemistry": "C21H30O2 (Δ9-THC), CC1=CC(C2=C(O1)...)C(C)=C, [Cu(NH3)4]SO4·H2O, H₂O, 10⁻³ mol·L⁻¹, α-pineno",
    "smiles": "CCCCCc1cc(O)c2[C@@H]3C=C(C)CC[C@H]3C(C)(C)Oc2c1 " * 30,
    "dna": "ACGT" * 1000 + "\n" + "acgtnacgt" * 200,
    "dna in lines": ">seq1 exemplo\n" + "\n".join("".join(RANDOM.choices("ACGT", k=70)) for _ in range(60)),
    "protein in lines": ">sp exemplo\n"
    + "\n".join("".join(RANDOM.choices("ACDEFGHIKLMNPQRSTVWY", k=60)) for _ in range(60)),
    "digits of pi": "".join(RANDOM.choices("0123456789", k=5000)),
    "digests": "\n".join("".join(RANDOM.choices("0123456789abcdef", k=64)) for _ in range(40)),
    "a long address": "Veja https://exemplo.org/caminho/"
    + "".join(RANDOM.choices("abcXYZ0189_-", k=1500))
    + "?a=b&c=d%20e",
    "a signed address": "https://exemplo.org/x.mp4?token=" + base64.b64encode(RANDOM.randbytes(700)).decode(),
    "many addresses": "\n".join(f"https://www.exemplo.org/artigo/{n}/titulo-do-artigo?ref={n}" for n in range(300)),
    "emoji": "Tome água 💧 e descanse 😴👍🏽.",
    "one long word": "pneumoultramicroscopicossilicovulcanoconiótico" * 40,
    "capitals": "AVALIAÇÃO CLÍNICA INICIAL – NÃO SUSPENDER A MEDICAÇÃO SEM ORIENTAÇÃO. IRMÃ: “MAÇÔ. " * 9,
    "greek and arrows": "↑ PA → ↓ TFG; β-bloqueador; ± 5 %; ≥ 3; ✓ ✗ ☐ • – — … “aspas” ‘simples’ № ½",
    "law": "RDC nº 327/2019, art. 5º, § 2º, inciso III, alínea “a”; Lei 13.709/2018 (LGPD).",
}

UNSOUND = {
    "a PDF's bytes": ("%PDF-1.4\n%âãÏÓ\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "pdf_payload"),
    "a PDF inside": (PROSE + "4 0 obj\n<< /Length 44 >>\nstream\nBT /F1 24 Tf ET\nendstream\nendobj\n", "pdf_payload"),
    "a PDF's end": (PROSE + "startxref\n123\n%%EOF", "pdf_payload"),
    "a ZIP": ("PK\x03\x04\x14\x00\x06\x00word", "archive_payload"),
    "an archive in the middle": (PROSE + "PK\x03\x04 resto", "archive_payload"),
    "RTF": ("{\\rtf1\\ansi Olá}", "binary_payload"),
    "a PNG": ("\x89PNG\r\n\x1a\n", "binary_payload"),
    "a word processor's XML": ("<w:body><w:p><w:r><w:t>Olá</w:t></w:r></w:p></w:body>", "office_payload"),
    "a script": (PROSE + "<script>alert(1)</script>", "active_content"),
    "a script in capitals": ("Olá <SCRIPT src=//x.example/x.js>", "active_content"),
    "a script split by the invisible": ("Olá <scr\u200bipt>x</script>", "active_content"),
    "a script split by a control": ("Olá <scr\x00ipt>x", "active_content"),
    "a handler": ('<img src=x onerror="alert(1)">', "active_content"),
    "a handler after a slash": ("<svg/onload=alert(1)>", "active_content"),
    "a handler on another line": ('<a href="#"\n   title="a > b"\n   onmouseover = "x()">ir</a>', "active_content"),
    "a handler after a bracket in quotes": ('<img alt="<" onerror=x>', "active_content"),
    "a frame": ("<iframe src='https://x.example'></iframe>", "active_content"),
    "an object": ('<object data="x.swf"></object>', "active_content"),
    "an embedded thing": ("<embed src=x>", "active_content"),
    "a script address": ("clique em javascript:alert(1)", "active_content"),
    "a script link": ('<a href="JavaScript:x()">', "active_content"),
    "a script link in markdown": ("[x](javascript:alert(1))", "active_content"),
    "a data address": ("![x](data:image/png;base64,iVBORw0KGgo=)", "data_address"),
    "a data page": ("data:text/html,<b>x</b>", "data_address"),
    "a blob": (PROSE + base64.b64encode(RANDOM.randbytes(600)).decode(), "encoded_blob"),
    "a blob of text": (base64.b64encode(PROSE.encode() * 3).decode(), "encoded_blob"),
    "a blob in lines": (PROSE + base64.encodebytes(RANDOM.randbytes(900)).decode(), "encoded_blob"),
    "a blob behind an address": (
        "https://x.org/" + base64.b64encode(RANDOM.randbytes(3000)).decode(),
        "encoded_blob",
    ),
    "a web blob": (base64.urlsafe_b64encode(RANDOM.randbytes(600)).decode(), "encoded_blob"),
    "bytes as Latin-1": (zlib.compress(PROSE.encode() * 5).decode("latin-1"), "control_characters"),
    "bytes with errors replaced": (RANDOM.randbytes(900).decode("utf-8", "replace"), "invalid_encoding"),
    "bytes with errors ignored": (RANDOM.randbytes(2000).decode("utf-8", "ignore"), "control_characters"),
    "printable noise": ("".join(RANDOM.choices([chr(c) for c in range(33, 127)], k=2000)), "binary_looking"),
    "a font's private letters": ("".join(chr(0xF020 + RANDOM.randrange(90)) for _ in range(400)), "binary_looking"),
    "many controls": (PROSE + "\x01\x02\x03\x04\x05", "control_characters"),
    "a lone surrogate": ("texto \ud800", "invalid_encoding"),
    "lost characters": ("Avalia\ufffd\ufffd\ufffdo", "invalid_encoding"),
    "misread accents": (PROSE.encode().decode("latin-1"), "invalid_encoding"),
    "misread quotes": ("â€œdorâ€\x9d, â€œfebreâ€\x9d e â€œtosseâ€\x9d", "invalid_encoding"),
    "misread as Windows": ("AvaliaÃ§Ã£o clÃ­nica e revisÃ£o da medicaÃ§Ã£o", "invalid_encoding"),
    "stacked marks": ("a" + "\u0301" * 40, "stacked_marks"),
    "marks stacked by the invisible": ("a" + "\u0301\u200b" * 40, "stacked_marks"),
    "nothing": ("", "empty"),
    "nothing to see": (" \n\u200b\t\u00a0\n", "empty"),
}


@pytest.mark.parametrize("name", SOUND)
def test_real_text_is_sound_and_loses_no_visible_character(name):
    sanitized = sanitize(SOUND[name])
    assert isinstance(sanitized, Sound), sanitized
    seen = "".join(unicodedata.normalize("NFC", SOUND[name]).split())
    assert "".join(sanitized.text.split()) == seen.replace("\ufe0f", "")


@pytest.mark.parametrize("name", UNSOUND)
def test_what_is_no_text_is_refused_with_a_stable_reason(name):
    text, reason = UNSOUND[name]
    assert sanitize(text) == Unsound(reason)


@pytest.mark.parametrize("name", UNSOUND)
def test_foreign_payload_is_found_behind_a_long_text(name):
    text, reason = UNSOUND[name]
    if reason in {"active_content", "data_address", "encoded_blob", "archive_payload", "stacked_marks"}:
        assert sanitize(PROSE * 300 + text) == Unsound(reason)


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("a\r\nb\rc\x0bd\x0ce\x85f\u2028g", "a\nb\nc\nd\ne\nf\ng"),
        ("um\u00a0dois\u2003três", "um dois três"),
        ("fim  \t\n  recuo\t\n", "fim\n  recuo"),
        ("a\n\n\n\n\n\nb", "a\n\n\nb"),
        ("a\n \n\t\n  \n\u00a0\nb", "a\n\n\nb"),
        ("\ufeffinício", "início"),
        ("medica\u00adção", "medicação"),
        ("abre o \u202eodnuges\u202c", "abre o odnuges"),
        ("acentuac\u0327a\u0303o", "acentuação"),
        ("e\u200b\u0301", "é"),
        ("um\x00 dois\x07", "um dois"),
        ("perdeu uma letra\ufffd só", "perdeu uma letra\ufffd só"),
    ],
)
def test_harmless_oddities_are_cleaned(given_text, cleaned):
    assert sanitize(given_text) == Sound(cleaned)


def test_size_is_limited_in_characters():
    assert sanitize("á" * 1_000_000) == Sound("á" * 1_000_000)
    assert sanitize("a" * 1_000_001) == Unsound("too_long")
    assert sanitize("abc", max_length=2) == Unsound("too_long")
    assert sanitize("\ufb2c" * 10, max_length=10) == Unsound("too_long")


def test_the_ruleset_is_numbered():
    assert RULESET == 1


def test_every_invisible_character_of_unicode_is_known():
    drawn = {*"\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"}  # number signs
    every = (chr(point) for point in range(0x110000))
    formats = {character for character in every if unicodedata.category(character) == "Cf"} - drawn
    assert {character for character in formats if not sanitation._INVISIBLE.match(character)} == set()


FRAGMENTS = st.sampled_from(
    [
        *("<", ">", "<a ", '"', "'", " on", "click=", "script", "\u0301", "\u200b", "\x00", "\r\n", "\u00a0", "\n"),
        *("Ã£", "\ufffd", "%PDF-1.4", "endobj", "PK\x03", "\x04", "data:", "image/png;", "A" * 70, "\u2000", "\ufb2c"),
        *("\ud800", "\uffff", " ", "a", "ã"),
    ]
)
BIDI_CONTROLS = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI", "BN"}
TEXTS = st.one_of(st.text(st.characters(categories=None)), st.lists(FRAGMENTS, max_size=60).map("".join))  # type: ignore[arg-type]


@settings(max_examples=600, deadline=None)
@given(TEXTS)
@example("a\n \u0301")
@example("\u1100\u115f\u1161")
def test_sanitising_never_raises_is_idempotent_and_leaves_nothing_unseen(text):
    sanitized = sanitize(text)
    if isinstance(sanitized, Unsound):
        assert sanitized.reason.replace("_", "").isalpha()
        return
    assert sanitize(sanitized.text) == sanitized
    assert unicodedata.is_normalized("NFC", sanitized.text)
    for character in sanitized.text:
        assert character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs"}
        assert unicodedata.bidirectional(character) not in BIDI_CONTROLS
    assert "\n\n\n\n" not in sanitized.text
    assert all(line == line.rstrip() for line in sanitized.text.split("\n"))


MEGABYTE = 1_000_000
MONSTERS = [
    *(
        "a",
        " ",
        "\n",
        " \n",
        "<",
        "<a",
        '<a"',
        "<a'\"",
        "<a onclick",
        "\u0301",
        "a\u0301\u0327",
        "\u0327\u0301",
        "\u200b",
    ),
    *("\x00", "A1b", "A1b2" * 20 + "\n", "%PDF", "1 0 obj", "Ã£", "\ufffd", "\ufffda", "data:", "javascript:", "on"),
    *(" onload=", "<a> onload=", "https://", "href=", "\ue000", "{}", "\ud800", "ﷺ", "\u0344", " \u0301", "<a b='"),
    *("data:a;", "123 ", "-", "\t", "on click" + " " * 100, ">> stream", "<w:", "Aa1/"),
]


@pytest.mark.parametrize("monster", MONSTERS, ids=ascii)
def test_a_megabyte_of_anything_takes_little_time(monster):
    text = (monster * (MEGABYTE // len(monster) + 1))[:MEGABYTE]
    started = time.process_time()
    sanitize(text)
    assert time.process_time() - started < 4
