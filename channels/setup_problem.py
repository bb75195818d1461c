"""Set-up problems: errors that tell the person who runs the service what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import fluent_number

from core.errors import NoaError

LOCALES = ("pt-BR", "en")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the key of its sentence in words/*.ftl, and its facts (or sentences)."""

    key: str
    facts: Mapping[str, str | int | Problem] = field(default_factory=dict)

    def sentence(self, locale: str) -> str:
        """Say it in one of the LOCALES; any other locale gets Brazilian Portuguese."""
        bundle = _bundle(locale if locale in LOCALES else LOCALES[0])
        message = bundle.get_message(self.key).value
        if message is None:
            raise KeyError(self.key)
        facts = {name: _spoken(fact, locale) for name, fact in self.facts.items()}
        text, errors = bundle.format_pattern(message, facts)
        if errors:
            raise errors[0]
        return str(text)


class SetupProblem(NoaError):
    """The service is not set up; `problems` says it in every locale, `detail` in English for logs."""

    code = "setup_problem"

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(self.in_locale("en"))

    def in_locale(self, locale: str) -> str:
        """All sentences, one a line."""
        return "\n".join(problem.sentence(locale) for problem in self.problems)


def setup_problem(key: str, **facts: str | int) -> SetupProblem:
    """One problem as an error, ready to be raised."""
    return SetupProblem(Problem(key, facts))


def _spoken(fact: str | int | Problem, locale: str) -> object:
    """Numbers stay numbers, so that sentences can count; they are written without separators, as ports must be."""
    if isinstance(fact, int):
        return fluent_number(fact, useGrouping=False)
    return fact.sentence(locale) if isinstance(fact, Problem) else fact


@cache
def _bundle(locale: str) -> FluentBundle:
    bundle = FluentBundle([locale], use_isolating=False)
    for part in ("operator", "program"):
        source = files("channels").joinpath("words", f"{part}.{locale}.ftl").read_text(encoding="utf-8")
        bundle.add_resource(FluentResource(source))
    return bundle
