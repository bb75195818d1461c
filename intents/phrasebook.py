"""Loads the phrase files of bundles: which ways of speaking mean which intent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from core.errors import ContractInvalid
from core.yaml_source import line_at, load_model
from intents.template import Capture, Node, OneOf, Repeat, Row, Rule, TemplateInvalid, parse

WORD_LIMIT_OF_INSIDE = 160


@dataclass(frozen=True, slots=True)
class PhraseGroup:
    """Ways of saying one intent that are judged together. `whole` must be the entire utterance.

    `plain` phrases mean nothing in a text with characters that nobody types: what they ask for comes at once.
    """

    book: str
    intent: str
    order: int
    confidence: float
    whole: tuple[Node, ...]
    inside: tuple[Node, ...]
    unless: tuple[Node, ...]
    slots: Mapping[str, str]
    when: Literal["always", "offered", "alone"]
    at_most: int
    term_from: Literal["capture", "words"]
    negated: Literal["counts", "ignored"]
    plain: bool
    name: str


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """The phrases of one bundle in one language. `generic` words never search for anything by themselves."""

    name: str
    language: str
    rules: Mapping[str, Node]
    groups: tuple[PhraseGroup, ...]
    generic: frozenset[str]
    examples: Mapping[str, tuple[str, ...]]

    @staticmethod
    def load(source: Traversable, name: str = "") -> PhraseBook:
        """Read a phrase file. Raises ContractInvalid naming file and line of the fault."""
        data = load_model(source, _Book)
        name = name or source.name.split(".")[0]
        local = frozenset(data.rules)

        def node(template: str, path: Iterable[str | int]) -> Node:
            try:
                return qualified(parse(template), local, f"{name}/")
            except TemplateInvalid as error:
                raise ContractInvalid(f"{source}:{line_at(source, path)}: {error}") from error

        rules = {f"{name}/{key}": node(_joined(value), ("rules", key)) for key, value in data.rules.items()}
        groups = []
        for intent, entries in data.intents.items():
            for at, entry in enumerate(entries):
                place = ("intents", intent, at)
                parts = {
                    key: tuple(node(text, (*place, key, row)) for row, text in enumerate(getattr(entry, key)))
                    for key in ("whole", "inside", "unless")
                }
                groups.append(
                    PhraseGroup(
                        book=name,
                        intent=intent,
                        order=entry.order,
                        confidence=entry.confidence,
                        whole=parts["whole"],
                        inside=parts["inside"],
                        unless=parts["unless"],
                        slots=dict(entry.slots),
                        when=entry.when,
                        at_most=entry.at_most,
                        term_from=entry.term,
                        negated=entry.negated,
                        plain=data.plain,
                        name=f"{name}:{intent}:{entry.name or at}",
                    )
                )
        return PhraseBook(
            name,
            data.language,
            rules,
            tuple(groups),
            frozenset(data.generic),
            {intent: tuple(texts) for intent, texts in data.examples.items()},
        )


def qualified(node: Node, local: frozenset[str], prefix: str) -> Node:
    """Return the template with the names of `local` rules made unmistakable."""
    match node:
        case Rule(name) if name in local:
            return Rule(prefix + name)
        case Row(parts):
            return Row(tuple(qualified(part, local, prefix) for part in parts))
        case OneOf(options):
            return OneOf(tuple(qualified(option, local, prefix) for option in options))
        case Repeat(part, how):
            return Repeat(qualified(part, local, prefix), how)
        case Capture(name, part) if part is not None:
            return Capture(name, qualified(part, local, prefix))
        case _:
            return node


def _joined(value: list[str]) -> str:
    return "|".join(value)


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


_Texts = Annotated[list[str], BeforeValidator(_as_list)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = ""
    order: int = 50
    confidence: float = Field(0.95, ge=0, le=1)
    whole: _Texts = []
    inside: _Texts = []
    unless: _Texts = []
    slots: dict[str, str] = {}
    when: Literal["always", "offered", "alone"] = "always"
    at_most: int = WORD_LIMIT_OF_INSIDE
    term: Literal["capture", "words"] = "capture"
    negated: Literal["counts", "ignored"] = "counts"


class _Book(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    language: str
    rules: dict[str, _Texts] = {}
    intents: dict[str, list[_Entry]] = {}
    plain: bool = False
    generic: list[str] = []
    examples: dict[str, list[str]] = {}
