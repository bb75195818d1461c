"""The language of phrases: words, (a|b), [optional], <rule>, {capture}, {capture=piece}, * or + after a piece."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PIECE = re.compile(
    r"\s*(?:(?P<mark>[()\[\]|*+}])|\{(?P<open>[a-z_]+)=|<(?P<rule>[a-z_/]+)>|\{(?P<capture>[a-z_]+)\}|(?P<word>[^\s()\[\]|*+<>{}]+))"
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word; with `exact` its accents count."""

    text: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A named template that stands here."""

    name: str


@dataclass(frozen=True, slots=True)
class Capture:
    """Words kept under a name: those that `part` describes, or else one or more, as few as will do."""

    name: str
    part: Node | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Pieces one after another."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of several."""

    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A piece `?` at most once, `*` any number of times, `+` at least once."""

    part: Node
    how: str


Node = Word | Rule | Capture | Row | OneOf | Repeat


class TemplateInvalid(ValueError):
    """A template cannot be read."""


def parse(source: str) -> Node:
    """Return the tree of a template. Raises TemplateInvalid with the place of the fault."""
    pieces = _pieces(source)
    node, end = _choice(pieces, 0)
    if end != len(pieces):
        raise TemplateInvalid(f"unexpected {pieces[end].group().strip()!r} in {source!r}")
    return node


def _pieces(source: str) -> list[re.Match[str]]:
    pieces, position = [], 0
    source = source.rstrip()
    while position < len(source):
        match = _PIECE.match(source, position)
        if match is None:
            raise TemplateInvalid(f"cannot read {source[position:]!r} in {source!r}")
        pieces.append(match)
        position = match.end()
    return pieces


def _choice(pieces: list[re.Match[str]], at: int) -> tuple[Node, int]:
    options = []
    while True:
        option, at = _sequence(pieces, at)
        options.append(option)
        if at >= len(pieces) or pieces[at]["mark"] != "|":
            break
        at += 1
    return (options[0] if len(options) == 1 else OneOf(tuple(options))), at


def _sequence(pieces: list[re.Match[str]], at: int) -> tuple[Node, int]:
    parts: list[Node] = []
    while at < len(pieces) and pieces[at]["mark"] not in {"|", ")", "]", "}"}:
        part, at = _item(pieces, at)
        parts.append(part)
    if not parts:
        raise TemplateInvalid("an empty alternative")
    return (parts[0] if len(parts) == 1 else Row(tuple(parts))), at


def _item(pieces: list[re.Match[str]], at: int) -> tuple[Node, int]:
    piece = pieces[at]
    if piece["open"]:
        inner, after = _choice(pieces, at + 1)
        if after >= len(pieces) or pieces[after]["mark"] != "}":
            raise TemplateInvalid(f"{{{piece['open']}= is not closed")
        return Capture(piece["open"], inner), after + 1
    if piece["mark"] in {"(", "["}:
        inner, after = _choice(pieces, at + 1)
        if after >= len(pieces) or pieces[after]["mark"] != {"(": ")", "[": "]"}[piece["mark"]]:
            raise TemplateInvalid(f"{piece['mark']} is not closed")
        return _repeated(Repeat(inner, "?") if piece["mark"] == "[" else inner, pieces, after + 1)
    if piece["mark"]:
        raise TemplateInvalid(f"{piece['mark']} has nothing before it")
    return _repeated(_leaf(piece), pieces, at + 1)


def _leaf(piece: re.Match[str]) -> Node:
    if piece["rule"]:
        return Rule(piece["rule"])
    if piece["capture"]:
        return Capture(piece["capture"])
    word = piece["word"]
    return Word(word[1:], exact=True) if word.startswith("=") and len(word) > 1 else Word(word)


def _repeated(node: Node, pieces: list[re.Match[str]], at: int) -> tuple[Node, int]:
    if at < len(pieces) and pieces[at]["mark"] in {"*", "+"}:
        return Repeat(node, pieces[at]["mark"]), at + 1
    return node, at
