"""The thesaurus: which terms mean which concept, so that lay words and technical words find each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

from pydantic import BaseModel, ConfigDict, Field

from core.yaml_source import load_model
from retrieval.folding import stems, tokens
from retrieval.words import words_of

LONGEST_TERM = 5  # words
PART = 0.4  # what is left of a term within a longer one
Term = tuple[int, int, float, str]  # places of its first and last word, strength, concept
NEAR = 0.6  # strength of a term that is about a concept without being a name of it


class Concept(BaseModel):
    """One concept of a thesaurus file: names of it, technical and lay, and terms that are near to it."""

    model_config = ConfigDict(extra="forbid")
    concept: str = Field(pattern=r"^[a-z0-9_]+$")
    technical: list[str] = []
    lay: list[str] = []
    near: list[str] = []


class Theme(BaseModel):
    """A thesaurus file."""

    model_config = ConfigDict(extra="forbid")
    theme: str
    concepts: list[Concept]


@dataclass(frozen=True, slots=True)
class Synonym:
    """A term (its stems, parted by spaces), the concept that it means and how surely."""

    term: str
    concept: str
    strength: float
    spelled: str


class Thesaurus:
    """Finds the terms of a thesaurus in text."""

    def __init__(self, synonyms: Iterable[Synonym]) -> None:
        self._meanings: dict[str, dict[str, float]] = {}
        for synonym in synonyms:
            meanings = self._meanings.setdefault(synonym.term, {})
            meanings[synonym.concept] = max(meanings.get(synonym.concept, 0.0), synonym.strength)

    def meant_by(self, text: str) -> dict[str, float]:
        """Return the concepts that terms within `text` mean, each with its greatest strength."""
        terms = [
            (first, last, strength, concept)
            for phrase, first, last in phrases(stems(text))
            for concept, strength in self._meanings.get(phrase, {}).items()
        ]
        found: dict[str, float] = {}
        for _, _, strength, concept in outermost(terms):
            found[concept] = max(found.get(concept, 0.0), strength)
        return found


def starter_synonyms(folder: Traversable | None = None) -> list[Synonym]:
    """Return the synonyms of every theme file (YAML) of `folder`, by default the shipped ones, sorted by term."""
    folder = folder or files("bundles") / "documents" / "thesaurus"
    themes = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    found: dict[tuple[str, str], Synonym] = {}
    for file in themes:
        for concept in load_model(file, Theme).concepts:
            for spelled, strength in _terms(concept):
                term = "" if _says_nothing(spelled) else " ".join(stems(spelled))
                known = found.get((term, concept.concept))
                if term and (known is None or known.strength < strength):
                    found[term, concept.concept] = Synonym(term, concept.concept, strength, spelled)
    return [found[key] for key in sorted(found)]


def digest_of(synonyms: Iterable[Synonym]) -> str:
    """Return what tells one thesaurus from another."""
    return sha256("\n".join(f"{s.term}\t{s.concept}\t{s.strength}" for s in synonyms).encode()).hexdigest()


def outermost(terms: Sequence[Term]) -> list[Term]:
    """Return `terms` with those weakened that are part of a longer one: "alta" in "pressão alta" hardly means alta."""
    return [
        (first, last, strength * (PART if _is_part(first, last, terms) else 1.0), concept)
        for first, last, strength, concept in terms
    ]


def phrases(words: list[str]) -> Iterable[tuple[str, int, int]]:
    """Yield each run of up to LONGEST_TERM words with the places of its first and last word."""
    for first in range(len(words)):
        for last in range(first, min(first + LONGEST_TERM, len(words))):
            yield " ".join(words[first : last + 1]), first, last


def _says_nothing(spelled: str) -> bool:
    """Whether a term is made of fillers alone, as "o que fazer" is: every question would mean it."""
    return all(word in words_of("fillers") or word in words_of("stop_words") for word in tokens(spelled))


def _is_part(first: int, last: int, terms: Sequence[Term]) -> bool:
    return any(
        other_first <= first and last <= other_last and (first, last) != (other_first, other_last)
        for other_first, other_last, strength, _ in terms
        if strength > NEAR
    )


def _terms(concept: Concept) -> Iterable[tuple[str, float]]:
    for spelled in (concept.concept.replace("_", " "), *concept.technical, *concept.lay):
        yield spelled, 1.0
    for spelled in concept.near:
        yield spelled, NEAR


def as_synonyms(rows: Iterable[Mapping[str, object]]) -> list[Synonym]:
    """Return stored rows as synonyms."""
    return [
        Synonym(str(row["term"]), str(row["concept"]), float(str(row["strength"])), str(row["spelled"])) for row in rows
    ]
