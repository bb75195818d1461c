"""What somebody asked for, as search needs it: words without fillers, their sounds, likely typing errors and terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from retrieval.entries import kin_lexemes
from retrieval.folding import stem, tokens
from retrieval.ngrams import letters_left_out, likeness_vector
from retrieval.thesaurus import phrases
from retrieval.words import without_accents, words_of

GENERIC, LIGHT = 0.35, 0.45  # shares of words that name any document, and of everyday words
LONGEST_QUESTION = 40  # words; what follows is not read
_SHORTEST_ERROR = 4  # letters; shorter words are never corrected
_MOST_REREADINGS = 24

# Letters as speech recognisers write them. Those in _ALSO_WORDS are words of their own as well.
_LETTERS = {
    "bê": "b", "be": "b", "cê": "c", "ce": "c", "dê": "d", "efe": "f", "gê": "g", "ge": "g", "agá": "h", "aga": "h",
    "jota": "j", "cá": "k", "ká": "k", "eme": "m", "ene": "n", "pê": "p", "pe": "p", "erre": "r", "ésse": "s",
    "tê": "t", "te": "t", "vê": "v", "ve": "v", "dáblio": "w", "xis": "x", "ípsilon": "y", "zê": "z", "ze": "z",
}  # fmt: skip
_ALSO_WORDS = {
    "a": "a", "é": "e", "e": "e", "i": "i", "ele": "l", "o": "o", "ó": "o", "quê": "q", "esse": "s", "u": "u",
    "de": "d",
}  # fmt: skip
_SPOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Rereading:
    """Several words read as one: "tele consulta", "cê bê dê". It counts where the vocabulary has the one word."""

    word: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Question:
    """The words asked for. `fills` marks those that hardly tell anything; they count only inside a known term."""

    words: tuple[str, ...]
    sought: tuple[str, ...]  # those that are searched for
    fills: tuple[bool, ...]
    shares: tuple[float, ...]  # of a word's weight that is left to it: little for everyday and generic words
    kind_at: int  # place of the first word that names a kind of document; 0 where none does
    rereadings: tuple[Rereading, ...]
    bare: str  # the words that are searched for, without spaces

    def parameters(self) -> dict[str, object]:
        """Return the question as `noa.propose` takes it: places count from 1, rereadings follow the words."""
        looked_for = ["" if fills else word for word, fills in zip(self.words, self.fills, strict=True)]
        letters = [
            (value, place)
            for place, word in enumerate(looked_for, start=1)
            if len(word) >= _SHORTEST_ERROR and word.isalpha()
            for value in letters_left_out(word)
        ]
        kin = [(lexeme, place) for place, word in enumerate(looked_for, start=1) for lexeme in kin_lexemes(word)]
        runs = list(self._runs())
        return {
            "asked": len(self.words),
            "stems": looked_for + [one.word for one in self.rereadings],
            "kin": [lexeme for lexeme, _ in kin],
            "kin_of": [place for _, place in kin],
            "letters": [value for value, _ in letters],
            "letters_of": [place for _, place in letters],
            "phrases": [run for run, _, _ in runs],
            "firsts": [first + 1 for _, first, _ in runs],
            "lasts": [last + 1 for _, _, last in runs],
            "grams": likeness_vector(self.sought),
        }

    def _runs(self) -> dict[tuple[str, int, int], None]:
        """Runs of words that may be terms: as they were said, and as they read without fillers or one word between."""
        runs = dict.fromkeys(phrases(list(self.words)))
        places = [place for place, fills in enumerate(self.fills) if not fills]
        kept = [self.words[place] for place in places]
        runs |= dict.fromkeys((run, places[first], places[last]) for run, first, last in phrases(kept))
        runs |= dict.fromkeys((f"{kept[i]} {kept[i + 2]}", places[i], places[i + 2]) for i in range(len(kept) - 2))
        runs |= dict.fromkeys((one.word, one.first, one.last) for one in self.rereadings)
        return {(run, first, last): None for run, first, last in runs if first < last or not self.fills[first]}


def ask_for(text: str) -> Question:
    """Return the question that `text` asks. A text of fillers alone asks for them."""
    stop_words, fillers = words_of("stop_words"), words_of("fillers")
    said = [word for word in tokens(text) if word not in stop_words][:LONGEST_QUESTION]
    fills = tuple(word in fillers for word in said)
    if all(fills):
        fills = tuple(False for _ in said)
    words = tuple(map(stem, said))
    sought = tuple(word for word, filler in zip(words, fills, strict=True) if not filler)
    return Question(
        words,
        sought,
        fills,
        tuple(map(_share, said)),
        next((place for place, word in enumerate(said) if word in words_of("kinds")), 0),
        tuple([*_acronyms(text, said), *_apart(text, said), *_pairs(said)][:_MOST_REREADINGS]),
        "".join(sought),
    )


def _share(word: str) -> float:
    if word in words_of("generic"):
        return GENERIC
    return LIGHT if word in words_of("light") else 1.0


def _pairs(said: list[str]) -> Iterator[Rereading]:
    """Neighbours read as one word, where they are letters and long enough together."""
    for place, (left, right) in enumerate(pairwise(said)):
        if left.isalpha() and right.isalpha() and len(left) + len(right) >= 7:
            yield Rereading(stem(left + right), place, place + 1)


def _apart(text: str, said: list[str]) -> Iterator[Rereading]:
    """Words that were read together with a beginning before them, by themselves: "pós seguimento"."""
    spoken = set(_SPOKEN.findall(without_accents(text.casefold())))
    for place, word in enumerate(said):
        for beginning in words_of("beginnings"):
            rest = word.removeprefix(beginning)
            if rest != word and rest in spoken and beginning in spoken:
                yield Rereading(stem(rest), place, place)


def _acronyms(text: str, said: list[str]) -> Iterator[Rereading]:
    """Runs of spoken letters read as an acronym, with and without doubtful letters at its ends."""
    spoken = _SPOKEN.findall(text.casefold())
    for run in _letter_runs(spoken):
        starts = [0, 1] if run[0] in _ALSO_WORDS else [0]
        ends = [len(run), len(run) - 1] if run[-1] in _ALSO_WORDS else [len(run)]
        for letters in (run[start:end] for start in starts for end in ends):
            places = [place for place, word in enumerate(said) if word in {tokens(letter)[0] for letter in letters}]
            if len(letters) >= 2 and places:
                yield Rereading("".join((_LETTERS | _ALSO_WORDS)[letter] for letter in letters), places[0], places[-1])


def _letter_runs(spoken: list[str]) -> Iterator[list[str]]:
    run: list[str] = []
    for word in [*spoken, ""]:
        if word in _LETTERS or word in _ALSO_WORDS:
            run.append(word)
            continue
        sure = sum(letter in _LETTERS for letter in run)
        if sure >= 2 or (sure and len(run) >= 3):
            yield run
        run = []
