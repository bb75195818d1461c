"""Title, summary and keywords are embedded, spaces aside, and nothing else."""

from retrieval.meaning.embedded_text import LONGEST, embedded_text, text_hash


def document(title="Cartilha", summary=None, keywords=None, **more):
    return {"title": title, "summary": summary, "keywords": keywords} | more


def test_metadata_becomes_one_text():
    assert embedded_text(document(summary="Dormir  bem.\n", keywords=["sono", "noite"])) == (
        "Cartilha. Dormir bem. sono, noite"
    )


def test_content_is_not_read():
    assert "segredo" not in embedded_text(document(content="segredo"))


def test_what_is_missing_is_left_out():
    assert embedded_text(document(title=None)) == ""
    assert embedded_text(document(keywords=[])) == "Cartilha"


def test_a_long_summary_is_cut():
    assert len(embedded_text(document(summary="x" * 10_000))) == LONGEST


def test_a_text_is_told_from_another():
    assert text_hash("a") != text_hash("b")
    assert len(text_hash("\ud800")) == 32
