"""Gives each known word one character, so that patterns over words are regular expressions over characters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count

from intents.normalise import plain_form
from intents.reading import Kind, Token
from intents.template import Capture, Node, OneOf, Repeat, Row, Rule, TemplateInvalid, Word

UNKNOWN, NUMBER, FIGURE, PAUSE = "\u4dfc", "\u4dfd", "\u4dfe", "\u4dff"
_FIRST_SYMBOL = 0x4E00
_BUILT_IN = {"any_word": ".", "pause": PAUSE, "figure": FIGURE}


class Vocabulary:
    """The words of one language with their symbols. Immutable once built."""

    def __init__(self, rules: Mapping[str, Node], templates: Iterable[Node]) -> None:
        self._rules = rules
        self._serial = count()
        words = {word for node in (*rules.values(), *templates) for word in _words(node)}
        plain = sorted({plain_form(word.text) for word in words})
        exact = sorted({word.text.casefold() for word in words if word.exact})
        self._plain = {form: chr(_FIRST_SYMBOL + at) for at, form in enumerate(plain)}
        self._exact = {form: chr(_FIRST_SYMBOL + len(plain) + at) for at, form in enumerate(exact)}
        self._numbers = "".join(symbol for form, symbol in self._plain.items() if form.isdecimal())

    def encode(self, tokens: Iterable[Token]) -> str:
        """Return one symbol per token."""
        return "".join([self._symbol(token) for token in tokens])

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

    def _symbol(self, token: Token) -> str:
        if token.kind is Kind.FIGURE:
            return FIGURE
        if token.kind not in {Kind.WORD, Kind.DIGITS}:
            return PAUSE
        found = self._exact.get(token.form) or self._plain.get(token.plain)
        return found or (NUMBER if token.kind is Kind.DIGITS else UNKNOWN)


def _one_of(symbols: str) -> str:
    return symbols if len(symbols) == 1 else f"[{''.join(sorted(set(symbols)))}]"


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
