"""Turns the facts of a reply into words: canonical ones, complete without any language model."""

from __future__ import annotations

from dataclasses import dataclass

from core.finding import Candidate
from core.reply import Reply
from prompts.phrasebook import Argument, Wording


@dataclass(frozen=True, slots=True)
class Phrased:
    """The words of a reply: `lead` before the list, its numbered `lines`, and the `question` after them."""

    lead: str
    lines: tuple[str, ...] = ()
    question: str = ""

    @property
    def text(self) -> str:
        """All of it, as a channel without lists shows it."""
        return "\n\n".join(part for part in (self.lead, "\n".join(self.lines), self.question) if part)


class Phraser:
    """Says what a reply's facts say, and nothing else."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def phrase(self, reply: Reply, locale: str) -> Phrased:
        """Return the words of a reply in a locale."""
        arguments = {**reply.arguments, "profile": reply.profile}
        lead = self._wording.words(locale, reply.bundle, reply.key, arguments)
        listed = reply.compared or tuple(enumerate(reply.candidates, 1))
        lines = tuple(self._line(position, candidate, reply, locale) for position, candidate in listed)
        return Phrased(lead, lines, self._question(reply, locale) if lines and reply.pending else "")

    def label(self, reply: Reply, key: str, locale: str) -> str:
        """Return the words on a command's button."""
        return self._wording.words(locale, reply.bundle, key, {})

    def _line(self, position: int, candidate: Candidate, reply: Reply, locale: str) -> str:
        details = [
            self._wording.words(locale, reply.bundle, "detail-version", {"version": candidate.version})
            if candidate.version
            else "",
            str(candidate.year or ""),
            self._category(candidate.category or "", reply, locale),
        ]
        told = ", ".join(each for each in details if each)
        arguments: dict[str, Argument] = {"position": position, "title": candidate.title}
        arguments["details"] = f" ({told})" if told else ""
        if reply.compared and candidate.summary:
            arguments["details"] = f"{arguments['details']}: {candidate.summary}"
        return self._wording.words(locale, reply.bundle, "line", arguments)

    def _category(self, category: str, reply: Reply, locale: str) -> str:
        """The name of a category: the bundle's words for it, or the category as it is written."""
        if self._wording.has(locale, reply.bundle, f"category-{category}"):
            return self._wording.words(locale, reply.bundle, f"category-{category}", {})
        return category.replace("-", " ")

    def _question(self, reply: Reply, locale: str) -> str:
        count = int(reply.arguments.get("count", len(reply.candidates)))
        key = "list-question-one" if count == 1 else "list-question"
        return self._wording.words(locale, reply.bundle, key, {"count": count})
