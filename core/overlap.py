"""Judges how much of an answer was taken word for word from text that its reader may not see. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence, Set

LONGEST_RUN = 12
"""So many words in a row in common, or more, are too close."""

GREATEST_SHARE = 0.15
"""More than this share of an answer's five-word windows in common is too close."""

WINDOW = 5

_UNSEEN = re.compile("[\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """Return the words and numbers in order, without case, accents, punctuation and invisible characters."""
    return _WORD.findall(_plain(_plain(_UNSEEN.sub("", text))))


def longest_common_run(answer: str, source: str) -> int:
    """Return how many words the longest passage has that stands in both; linear in their lengths."""
    return _Runs(words_of(answer)).longest_in(words_of(source))


def share_of_fivegrams(answer: str, sources: Iterable[str]) -> float:
    """Return which share of the answer's five-word windows stands in any source: 0..1, and 0 below five words."""
    known = {window for source in sources for window in _windows(words_of(source))}
    return _share([window in known for window in _windows(words_of(answer))])


def is_too_close(answer: str, restricted_texts: Iterable[str]) -> bool:
    """Whether a whole answer has a run of twelve words, or over 15 % of its windows, in common with the texts."""
    restricted = [words_of(text) for text in restricted_texts]
    answered = words_of(answer)
    runs = _Runs(answered)
    if any(runs.longest_in(words) >= LONGEST_RUN for words in restricted):
        return True
    known = {window for words in restricted for window in _windows(words)}
    return _share([window in known for window in _windows(answered)]) > GREATEST_SHARE


def shingle_sequence(text: str) -> list[int]:
    """Return the text's five-word windows in order, each as a signed 64-bit number that never changes."""
    return [_shingle(window) for window in _windows(words_of(text))]


def shingles(text: str) -> set[int]:
    """Return the same numbers as a set, to keep in a database's bigint column."""
    return set(shingle_sequence(text))


def is_too_close_to_shingles(answer: str, restricted: Set[int]) -> bool:
    """The same judgement from an index that holds `restricted`, the shingles of everything that is off limits.

    It knows windows and not texts, so it may join neighbours from two texts into one run: whatever `is_too_close`
    finds it finds too, and rarely more.
    """
    taken = [shingle in restricted for shingle in shingle_sequence(answer)]
    return _longest_streak(taken) > LONGEST_RUN - WINDOW or _share(taken) > GREATEST_SHARE


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(each for each in decomposed if not unicodedata.combining(each)).casefold()


def _windows(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + WINDOW]) for start in range(len(words) - WINDOW + 1)]


def _share(taken: Sequence[bool]) -> float:
    return sum(taken) / len(taken) if taken else 0.0


def _longest_streak(taken: Sequence[bool]) -> int:
    longest = streak = 0
    for each in taken:
        streak = streak + 1 if each else 0
        longest = max(longest, streak)
    return longest


def _shingle(window: tuple[str, ...]) -> int:
    digest = hashlib.blake2b("\x1f".join(window).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


class _Runs:
    """Every run of an answer's words, as a suffix automaton: a source is read through it once."""

    def __init__(self, words: Sequence[str]) -> None:
        self._next: list[dict[str, int]] = [{}]
        self._link = [-1]
        self._length = [0]
        last = 0
        for word in words:
            last = self._extend(last, word)

    def longest_in(self, words: Sequence[str]) -> int:
        """Return the length of the longest run that `words` contain."""
        state = length = longest = 0
        for word in words:
            while state and word not in self._next[state]:
                state = self._link[state]
                length = self._length[state]
            if word in self._next[state]:
                state = self._next[state][word]
                length += 1
            longest = max(longest, length)
        return longest

    def _extend(self, last: int, word: str) -> int:
        """Add one word behind the state `last`; return the state of everything so far."""
        added = self._state(self._length[last] + 1, {}, 0)
        state = last
        while state != -1 and word not in self._next[state]:
            self._next[state][word] = added
            state = self._link[state]
        if state != -1:
            self._link[added] = self._suffix(state, word)
        return added

    def _suffix(self, state: int, word: str) -> int:
        """Return the state that ends in `word` right behind `state`, cloned where longer runs share it."""
        target = self._next[state][word]
        if self._length[target] == self._length[state] + 1:
            return target
        clone = self._state(self._length[state] + 1, dict(self._next[target]), self._link[target])
        while state != -1 and self._next[state].get(word) == target:
            self._next[state][word] = clone
            state = self._link[state]
        self._link[target] = clone
        return clone

    def _state(self, length: int, following: dict[str, int], link: int) -> int:
        self._next.append(following)
        self._link.append(link)
        self._length.append(length)
        return len(self._length) - 1
