"""The words of every reply, read from Fluent files: general ones, and each bundle's own before them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax.ast import Resource

from core.errors import ContractInvalid

LOCALES = ("pt-BR", "en")
"""The locales that every word exists in; the first is the default."""

Argument = str | int


class Wording:
    """Finds the words for a key, in a locale, in a bundle's replies or in the general ones."""

    def __init__(self, by_place: Mapping[tuple[str, str], FluentBundle]) -> None:
        self._by_place = by_place

    def has(self, locale: str, bundle: str, key: str) -> bool:
        """Whether there are words for `key`."""
        return self._of(locale, bundle).has_message(key)

    def words(self, locale: str, bundle: str, key: str, arguments: Mapping[str, Argument]) -> str:
        """Return the words for `key`. Raises ContractInvalid where there are none or an argument is missing."""
        spoken = self._of(locale, bundle)
        pattern = spoken.get_message(key).value if spoken.has_message(key) else None
        if pattern is None:
            raise ContractInvalid(f"no words for {bundle}:{key} in {locale}")
        text, errors = spoken.format_pattern(pattern, dict(arguments))
        if errors:
            raise ContractInvalid(f"{bundle}:{key} in {locale}: {errors[0]}")
        return str(text)

    def _of(self, locale: str, bundle: str) -> FluentBundle:
        spoken = locale if locale in LOCALES else LOCALES[0]
        return self._by_place.get((spoken, bundle)) or self._by_place[spoken, ""]


def load_wording(bundles: Traversable) -> Wording:
    """Read the general replies and those of every bundle, in every locale."""
    by_place: dict[tuple[str, str], FluentBundle] = {}
    for locale in LOCALES:
        general = FluentResource(files("prompts").joinpath("replies", f"{locale}.ftl").read_text("utf-8"))
        by_place[locale, ""] = _spoken(locale, general)
        for folder in bundles.iterdir():
            own = folder.joinpath(f"replies.{locale}.ftl")
            if own.is_file():
                by_place[locale, folder.name] = _spoken(locale, general, FluentResource(own.read_text("utf-8")))
    return Wording(by_place)


def _spoken(locale: str, *resources: Resource) -> FluentBundle:
    bundle = FluentBundle([locale], use_isolating=False)
    for resource in resources:
        bundle.add_resource(resource, allow_overrides=True)
    return bundle
