"""What somebody asked for, as search needs it: words without fillers, their sounds, likely typing errors and terms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel

from core.yaml_source import load_model
from retrieval.entries import sound_lexeme
from retrieval.folding import STOP_WORDS, stem, tokens
from retrieval.ngrams import letters_left_out, likeness_vector
from retrieval.thesaurus import phrases

LONGEST_QUESTION = 40  # words; what follows is not read
_SHORTEST_ERROR = 4  # letters; shorter words are never corrected


class Fillers(BaseModel):
    """Words that people say around a name, and words that name any document."""

    fillers: list[str]
    generic: list[str]


@dataclass(frozen=True, slots=True)
class Question:
    """The words asked for. `fills` marks those that hardly tell anything; they count only inside a known term."""

    words: tuple[str, ...]
    fills: tuple[bool, ...]
    generic: tuple[bool, ...]

    @property
    def sought(self) -> tuple[str, ...]:
        """The words that are searched for."""
        return tuple(word for word, fills in zip(self.words, self.fills, strict=True) if not fills)

    def parameters(self) -> dict[str, object]:
        """Return the question as `noa.propose` takes it. Places count from 1."""
        places = [place for place, fills in enumerate(self.fills) if not fills]
        letters = [(value, place + 1) for place in places for value in _letters(self.words[place])]
        runs = self._runs()
        return {
            "stems": ["" if fills else word for word, fills in zip(self.words, self.fills, strict=True)],
            "sounds": ["" if fills else sound_lexeme(word) for word, fills in zip(self.words, self.fills, strict=True)],
            "letters": [value for value, _ in letters],
            "letters_of": [place for _, place in letters],
            "phrases": [run for run, _, _ in runs],
            "firsts": [first + 1 for _, first, _ in runs],
            "lasts": [last + 1 for _, _, last in runs],
            "grams": likeness_vector(self.sought),
        }

    def _runs(self) -> list[tuple[str, int, int]]:
        """Runs of words that may be terms: as they were said, and as they read without fillers or one word between."""
        runs = dict.fromkeys(phrases(list(self.words)))
        places = [place for place, fills in enumerate(self.fills) if not fills]
        kept = [self.words[place] for place in places]
        runs |= dict.fromkeys((run, places[first], places[last]) for run, first, last in phrases(kept))
        runs |= dict.fromkeys((f"{kept[i]} {kept[i + 2]}", places[i], places[i + 2]) for i in range(len(kept) - 2))
        return list(runs)


def ask_for(text: str) -> Question:
    """Return the question that `text` asks. A text of fillers alone asks for them."""
    spoken = [word for word in tokens(text) if word not in STOP_WORDS][:LONGEST_QUESTION]
    fillers, generic = _fillers()
    fills = tuple(word in fillers for word in spoken)
    if all(fills):
        fills = tuple(False for _ in spoken)
    return Question(tuple(map(stem, spoken)), fills, tuple(word in generic for word in spoken))


def _letters(word: str) -> list[int]:
    return letters_left_out(word) if len(word) >= _SHORTEST_ERROR and word.isalpha() else []


@cache
def _fillers() -> tuple[frozenset[str], frozenset[str]]:
    data = load_model(files("retrieval") / "fillers.yaml", Fillers)
    return (
        frozenset(word for text in data.fillers for word in tokens(text)),
        frozenset(word for text in data.generic for word in tokens(text)),
    )
