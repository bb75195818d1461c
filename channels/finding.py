"""Findings: what a diagnosis saw, how bad it is and how to mend it, in the words of words/diagnosis.*.ftl."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

from fluent.runtime import FluentBundle, FluentResource

from channels.setup_problem import LOCALES

Level = Literal["ok", "warning", "error"]
_REMEDY = "mend"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: the key of its sentence and the facts in it."""

    key: str
    level: Level = "ok"
    facts: Mapping[str, str | int] = field(default_factory=dict)

    def sentence(self, locale: str) -> str:
        """What was seen; locales without words get Brazilian Portuguese."""
        return self._said(locale, None) or self.key

    def remedy(self, locale: str) -> str | None:
        """How to mend it, where there is something to mend."""
        return self._said(locale, _REMEDY)

    def _said(self, locale: str, attribute: str | None) -> str | None:
        bundle = _bundle(locale if locale in LOCALES else LOCALES[0])
        message = bundle.get_message(self.key)
        pattern = message.attributes.get(attribute) if attribute else message.value
        if pattern is None:
            return None
        text, errors = bundle.format_pattern(pattern, dict(self.facts))
        if errors:
            raise errors[0]
        return str(text)


@cache
def _bundle(locale: str) -> FluentBundle:
    bundle = FluentBundle([locale], use_isolating=False)
    source = files("channels").joinpath("words", f"diagnosis.{locale}.ftl").read_text(encoding="utf-8")
    bundle.add_resource(FluentResource(source))
    return bundle
