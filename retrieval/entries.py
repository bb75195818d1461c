"""The index entry of a document: what the name index keeps of its metadata."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from retrieval.folding import root, stems, tokens
from retrieval.ngrams import likeness_vector
from retrieval.phonetics import sound
from retrieval.thesaurus import Thesaurus

DOCUMENTS, NAMES = "#documents", "#names"  # lexemes that count everything
CONCEPT, IN_NAME = "c#", "n#"
_SOUND, _ROOT = "s#", "r#"
_FIELDS = {"A": 1.0, "B": 0.95, "C": 0.85, "D": 0.6}  # title, other names, topics, summary: weight of a concept there
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{2,5}$")


@dataclass(frozen=True, slots=True)
class Entry:
    """What is stored for one document: searchable forms only, each made of metadata."""

    names: tuple[str, ...]  # stems of title, aliases and file name
    topics: str
    summary: str
    concepts: str
    lexemes: tuple[str, ...]  # those of its names again as IN_NAME…, DOCUMENTS once, NAMES once for each name
    vectors: tuple[str, ...]  # one for each name


def kin_lexemes(word: str) -> tuple[str, ...]:
    """Return the lexemes under which a stem is found by its sound and by its root."""
    heard, origin = sound(word), root(word)
    return (*((_SOUND + heard,) if heard else ()), *((_ROOT + origin,) if origin else ()))


def make_entry(document: Mapping[str, Any], thesaurus: Thesaurus) -> Entry:
    """Return the index entry of a document's metadata."""
    title = document["title"] or ""
    others = [*(document["aliases"] or ()), file_name(document["file_url"])]
    names = _distinct(" ".join(stems(text)) for text in [title, *others] if text and tokens(text))
    topics = [str(text) for text in (
        *(document["tags"] or ()), *(document["keywords"] or ()), *(document["medical_terms"] or ()),
        document["category"] or "", document["type"] or "", _edition(document["version"]))]  # fmt: skip
    year = str(document["created_at"].year) if document["created_at"] else ""
    fields = {"A": [title], "B": others, "C": topics, "D": [document["summary"] or "", year]}
    lexemes: dict[str, str] = {}
    concepts: dict[str, float] = {}
    for label, texts in fields.items():
        for text in texts:
            _note_words(lexemes, stems(text) if text else (), label)
            for concept, strength in thesaurus.meant_by(text).items():
                lexemes.setdefault(CONCEPT + concept, label)
                concepts[concept] = max(concepts.get(concept, 0.0), strength * _FIELDS[label])
    return Entry(
        names=names,
        topics=" ".join(_distinct(word for text in topics for word in stems(text))),
        summary=" ".join(_distinct([*stems(document["summary"] or ""), year])),
        concepts=" ".join(f"{concept}={strength:.2f}" for concept, strength in sorted(concepts.items())),
        lexemes=(
            *sorted(lexemes),
            *(IN_NAME + key for key in sorted(lexemes) if lexemes[key] in "AB"),
            DOCUMENTS,
            *(NAMES for _ in names),
        ),
        vectors=tuple(likeness_vector(name.split()) for name in names),
    )


def file_name(url: str | None) -> str:
    """Return the name in a file's address: ".../protocolo_de%20dor.pdf?x=1" gives "protocolo_de dor"."""
    last = unquote((url or "").split("?")[0].split("#")[0]).rstrip("/").rsplit("/", 1)[-1]
    return _EXTENSION.sub("", last) if _EXTENSION.search(last) else ""


def _edition(version: str | None) -> str:
    """Return what people call an edition by: v2 for 2.1, the year for 2024-03."""
    words = tokens(f"versao {version or ''}")
    return " ".join(word for word in words if (word[0] == "v" and word != "versao") or len(word) == 4)


def _note_words(lexemes: dict[str, str], words: Iterable[str], label: str) -> None:
    for word in words:
        lexemes.setdefault(word, label)
        for kin in kin_lexemes(word) if label != "D" else ():
            lexemes.setdefault(kin, label)


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
