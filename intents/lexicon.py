"""Loads the general language of one tongue: numbers, choosing, cancelling, hesitations, courtesy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from core.errors import ContractInvalid
from core.yaml_source import line_at, load_yaml
from intents.normalise import plain_form
from intents.phrasebook import qualified
from intents.template import Node, TemplateInvalid, parse

_PARTS = ("general", "selection", "cancel", "replies", "terms")
_SECTIONS = (
    "choose", "choose_by_verb", "choose_bare", "choose_alone", "choose_loosely", "ask", "beside", "middle", "affirm",
    "correct", "pick_elliptic", "pick_named", "cancel", "cancel_denied", "cancel_loosely", "cancel_with_list",
    "beside_cancel", "about_the_list", "cut", "drop", "edges",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language: `rules` by name (those of `general` for every phrase file), `sections` of templates, values."""

    language: str
    rules: Mapping[str, Node]
    sections: Mapping[str, Node]
    values: Mapping[str, int]
    pronouns: frozenset[str]
    articles: Mapping[str, frozenset[str]]
    hesitations: frozenset[str]
    exact_hesitations: frozenset[str]
    links: frozenset[str]
    endings: tuple[tuple[str, str], ...]

    def templates(self) -> Iterable[Node]:
        """Return every template outside the rules."""
        return self.sections.values()


def load_lexicon(language: str) -> Lexicon:
    """Read the lexicon of a language. Raises ContractInvalid naming file and line of the fault."""
    folder = files("intents").joinpath("lexicon", language)
    rules: dict[str, Node] = {}
    sections: dict[str, Node] = {}
    for part in _PARTS:
        source = folder.joinpath(f"{part}.yaml")
        data = load_yaml(source)
        prefix = "" if part == "general" else f"{part}/"
        local = frozenset(data.get("rules", {}))
        for name, texts in data.get("rules", {}).items():
            rules[prefix + name] = _node(source, texts, ("rules", name), local, prefix)
        for name in _SECTIONS:
            if name in data:
                sections[name] = _node(source, data[name], (name,), local, prefix)
    numbers = load_yaml(folder.joinpath("numbers.yaml"))
    hesitations = load_yaml(folder.joinpath("hesitations.yaml"))["hesitations"]
    titles = load_yaml(folder.joinpath("titles.yaml"))
    return Lexicon(
        language=language,
        rules=rules,
        sections=sections,
        values={plain_form(str(word)): int(value) for word, value in numbers["values"].items()},
        pronouns=frozenset(numbers.get("pronouns", ())),
        articles={word: frozenset(nouns) for word, nouns in numbers.get("articles", {}).items()},
        hesitations=frozenset(plain_form(word) for word in hesitations if not word.startswith("=")),
        links=frozenset(plain_form(word) for word in titles["links"]),
        endings=tuple((ending, stem) for ending, stem in titles["endings"].items()),
        exact_hesitations=frozenset(word[1:].casefold() for word in hesitations if word.startswith("=")),
    )


def _node(source: Traversable, texts: Any, path: tuple[str, ...], local: frozenset[str], prefix: str) -> Node:
    template = "|".join(str(text) for text in texts) if isinstance(texts, list) else str(texts)
    try:
        return qualified(parse(template), local, prefix)
    except TemplateInvalid as error:
        raise ContractInvalid(f"{source}:{line_at(source, path)}: {error}") from error
