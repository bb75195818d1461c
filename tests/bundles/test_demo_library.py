"""The demo library keeps what the demonstration and the journeys rely on."""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from core.sanitation import Sound, Unsound, sanitize

Row = Mapping[str, Any]

DEMO = Path(__file__).parents[2] / "bundles" / "documents" / "demo"
SHELVES = ("protocolos", "diretrizes", "folhetos", "aulas", "administrativos", "casos_especiais")
LAST_LINE = "Material de demonstração fictício, não usar para conduta."
COLUMNS = {
    *("id", "title", "aliases", "tags", "keywords", "medical_terms", "summary", "category", "type", "version"),
    *("target_audience", "is_published", "isLinkedToAI", "aiRelevance", "author", "file_type", "created_at"),
}
WITHOUT_LAST_LINE = {"protocolo-plasmaferese", "diretriz-cateter-peritoneal", "atlas-sedimento-urinario"}


def shelf(name: str) -> list[Row]:
    return [json.loads(line) for line in (DEMO / f"{name}.jsonl").read_bytes().splitlines()]


LIBRARY = {row["id"]: row for name in SHELVES for row in shelf(name)}
ORDINARY = [row for name in SHELVES[:-1] for row in shelf(name)]
SPECIAL = {row["id"]: row for row in shelf("casos_especiais")}


def test_there_are_at_least_130_documents_and_each_id_stands_once() -> None:
    assert len(LIBRARY) >= 130
    assert sum(len(shelf(name)) for name in SHELVES) == len(LIBRARY)


def test_the_readme_tells_how_many_documents_there_are() -> None:
    readme = (DEMO / "README.md").read_text(encoding="utf-8")
    assert f"{len(LIBRARY)} documents" in readme
    assert [name for name in SHELVES if f"| `{name}.jsonl` | {len(shelf(name))} |" not in readme] == []
    assert [special for special in SPECIAL if f"`{special}`" not in readme] == []


def test_each_row_says_what_it_is() -> None:
    assert [row["id"] for row in LIBRARY.values() if not set(row) >= COLUMNS or not row["summary"].strip()] == []


def test_each_audience_has_documents_and_some_documents_state_none() -> None:
    audiences = Counter(audience for row in ORDINARY for audience in row["target_audience"] or ["none"])
    assert set(audiences) == {"patient", "student", "professional", "admin", "all", "none"}
    assert min(audiences.values()) >= 5


def test_patients_have_documents_in_the_public_category_and_in_another() -> None:
    leaflets = Counter(row["category"] for row in ORDINARY if "patient" in row["target_audience"])
    assert leaflets["educativo-publico"] >= 20
    assert leaflets["orientacao-interna-paciente"] >= 5


def test_lessons_are_for_students() -> None:
    lessons = [row for row in ORDINARY if row["category"] == "aula"]
    assert len(lessons) >= 25
    assert all("student" in row["target_audience"] for row in lessons)


def test_at_least_six_titles_have_a_twin_of_another_version_year_or_audience() -> None:
    by_title = defaultdict(list)
    for row in ORDINARY:
        by_title[row["title"]].append((row["version"], row["created_at"][:4], tuple(row["target_audience"])))
    twins = [editions for editions in by_title.values() if len(editions) > 1]
    assert len(twins) >= 6
    assert all(len(set(editions)) == len(editions) for editions in twins)


def test_at_least_five_documents_concern_dosing_and_one_of_them_is_for_patients() -> None:
    dosing = [row for row in ORDINARY if "dosagem" in row["tags"]]
    assert len(dosing) >= 5
    assert any("patient" in row["target_audience"] for row in dosing)


def test_no_paragraph_stands_twice() -> None:
    paragraphs = Counter(
        paragraph.strip()
        for row in LIBRARY.values()
        for paragraph in row.get("content", "").split("\n\n")
        if not paragraph.startswith("#") and paragraph.strip() != LAST_LINE
    )
    assert [paragraph for paragraph, times in paragraphs.items() if times > 1] == []


def test_no_row_is_over_60_kilobytes() -> None:
    assert all(len(line) <= 60_000 for name in SHELVES for line in (DEMO / f"{name}.jsonl").read_bytes().splitlines())


def test_every_document_that_can_be_read_ends_by_saying_that_it_is_fictitious() -> None:
    missing = {key for key, row in LIBRARY.items() if row.get("content", "").split("\n")[-1] != LAST_LINE}
    assert missing == WITHOUT_LAST_LINE


def test_every_ordinary_document_is_sound_and_stays_as_it_was_written() -> None:
    assert [row["id"] for row in ORDINARY if sanitize(row["content"]) != Sound(row["content"])] == []


@pytest.mark.parametrize(
    "key",
    ["protocolo-plasmaferese", "diretriz-cateter-peritoneal", "atlas-sedimento-urinario", "folheto-exercicio-dialise"],
)
def test_a_damaged_document_is_unsound(key: str) -> None:
    assert isinstance(sanitize(SPECIAL[key].get("content", "")), Unsound)


def test_the_corrupted_document_has_control_and_lost_characters() -> None:
    content = SPECIAL["protocolo-plasmaferese"]["content"]
    assert "\x07" in content
    assert "\ufffd" in content


def test_the_pdf_was_never_extracted() -> None:
    assert SPECIAL["diretriz-cateter-peritoneal"]["content"].startswith("%PDF-1.4")


def test_the_atlas_has_no_content() -> None:
    assert "content" not in SPECIAL["atlas-sedimento-urinario"]


def test_the_draft_is_unpublished_and_alone() -> None:
    assert [key for key, row in LIBRARY.items() if not row["is_published"]] == ["protocolo-hemodiafiltracao-rascunho"]


def test_one_document_is_quarantined() -> None:
    assert [key for key, row in LIBRARY.items() if "status" in row] == ["protocolo-sedacao-canabinoides"]
    assert SPECIAL["protocolo-sedacao-canabinoides"]["status"] == "QUARANTINED"


def test_one_document_has_the_hash_of_another_text() -> None:
    claimed = {key: row for key, row in LIBRARY.items() if "integrity_hash" in row}
    assert list(claimed) == ["protocolo-enxaqueca-canabidiol"]
    row = claimed["protocolo-enxaqueca-canabidiol"]
    assert row["integrity_hash"] != sha256(row["content"].encode()).hexdigest()
