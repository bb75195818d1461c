"""Gives each known word one character, so that patterns over words are regular expressions over characters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count

from intents.normalise import plain_form
from intents.reading import Kind, Token
from intents.template import Capture, Node, OneOf, Repeat, Row, Rule, TemplateInvalid, Word

UNKNOWN, NUMBER, FIGURE, PAUSE = "\u4dfc", "\u4dfd", "\u4dfe", "\u4dff"
_FIRST_SYMBOL = 0x4E00
_LENGTH_THAT_BEARS_AN_ERROR = 7
_BUILT_IN = {"any_word": ".", "pause": PAUSE, "figure": FIGURE}


class Vocabulary:
    """The words of one language with their symbols. Immutable once built."""

    def __init__(self, rules: Mapping[str, Node], templates: Iterable[Node]) -> None:
        self._rules = rules
        self._serial = count()
        words = [word for node in (*rules.values(), *templates) for word in _words(node)]
        # Words that stand together get neighbouring symbols: their classes are short ranges, quick to compile.
        plain = list(dict.fromkeys(plain_form(word.text) for word in words))
        exact = list(dict.fromkeys(word.text.casefold() for word in words if word.exact))
        self._plain = {form: chr(_FIRST_SYMBOL + at) for at, form in enumerate(plain)}
        self._exact = {form: chr(_FIRST_SYMBOL + len(plain) + at) for at, form in enumerate(exact)}
        self._deleted = _unmistakable(form for form in plain if len(form) >= _LENGTH_THAT_BEARS_AN_ERROR)
        self._numbers = "".join(symbol for form, symbol in self._plain.items() if form.isdecimal())

    def encode(self, tokens: Iterable[Token]) -> str:
        """Return one symbol per token."""
        return "".join([self._symbol(token) for token in tokens])

    def encode_leniently(self, tokens: Iterable[Token]) -> str:
        """Return one symbol per token, a long unknown word taken for the known one that differs by one letter."""
        return "".join([self._near(token) if self._is_unknown(token) else self._symbol(token) for token in tokens])

    def knows(self, plain: str) -> bool:
        """Return whether some template uses this word."""
        return plain in self._plain

    def expression(self, node: Node) -> str:
        """Return the regular expression of a template; each capture is a group "name__n"."""
        match node:
            case Word():
                return _one_of(self._symbols(node))
            case Rule(name):
                return self._rule(name)
            case Capture(name, part):
                return f"(?P<{name}__{next(self._serial)}>{self.expression(part) if part else '.+?'})"
            case Row(parts):
                return "".join(self.expression(part) for part in parts)
            case OneOf(options):
                return self._alternatives(options)
            case Repeat(part, how):
                return f"(?:{self.expression(part)}){how}"

    def _rule(self, name: str) -> str:
        if name in _BUILT_IN:
            return _BUILT_IN[name]
        if name == "any_number":
            return f"[{NUMBER}{self._numbers}]"
        if name not in self._rules:
            raise TemplateInvalid(f"no rule is called <{name}>")
        return self.expression(self._rules[name])

    def _alternatives(self, options: tuple[Node, ...]) -> str:
        single = "".join(self._symbols(option) for option in options if isinstance(option, Word))
        longer = [self.expression(option) for option in options if not isinstance(option, Word)]
        return f"(?:{'|'.join([*longer, *([_one_of(single)] if single else [])])})"

    def _symbols(self, word: Word) -> str:
        if word.exact:
            return self._exact[word.text.casefold()]
        plain = plain_form(word.text)
        return self._plain[plain] + "".join(symbol for form, symbol in self._exact.items() if plain_form(form) == plain)

    def _is_unknown(self, token: Token) -> bool:
        return (
            token.kind is Kind.WORD and len(token.plain) >= _LENGTH_THAT_BEARS_AN_ERROR and not self.knows(token.plain)
        )

    def _near(self, token: Token) -> str:
        found = {self._deleted[part] for part in _deletions(token.plain) if part in self._deleted}
        known = found.pop() if len(found) == 1 else ""
        return self._plain.get(known, UNKNOWN)

    def _symbol(self, token: Token) -> str:
        if token.kind is Kind.FIGURE:
            return FIGURE
        if token.kind not in {Kind.WORD, Kind.DIGITS}:
            return PAUSE
        found = self._exact.get(token.form) or self._plain.get(token.plain)
        return found or (NUMBER if token.kind is Kind.DIGITS else UNKNOWN)


def _deletions(word: str) -> set[str]:
    """Return the word and what is left of it without one of its letters: words one edit apart share one of these."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _unmistakable(words: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in words:
        for part in _deletions(word):
            found[part] = word if found.get(part, word) == word else ""
    return found


def _one_of(symbols: str) -> str:
    if len(symbols) == 1:
        return symbols
    runs: list[list[int]] = []
    for code in sorted(set(map(ord, symbols))):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return f"[{''.join(chr(start) if start == end else f'{chr(start)}-{chr(end)}' for start, end in runs)}]"


def _words(node: Node) -> Iterable[Word]:
    match node:
        case Word():
            yield node
        case Row(parts) | OneOf(parts):
            for part in parts:
                yield from _words(part)
        case Repeat(part, _) | Capture(_, part):
            if part is not None:
                yield from _words(part)
