"""What a model's likenesses are worth: measured on fixed texts, because models differ in scale; reads no document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy
from pydantic import BaseModel, ConfigDict, RootModel

from core.yaml_source import load_model
from retrieval.meaning.encoder import Encoder

LEAST = 0.45  # score of the least likeness that is offered
SUREST = 0.7  # score of a likeness that few questions reach; words that settled what is meant stay above
_NARROWEST = 0.12  # least distance from a likeness that tells nothing to one that tells all
UNDERSTANDS = 0.5  # least understanding of a model that is asked at all: below, it does more harm than good
_BY_CHANCE = 0.9  # share of wrong pairs that are less alike than what is offered
_CLEAR = 0.9  # share of right pairs that are no more alike than what is surest


class Touchstones(BaseModel):
    """Texts of one language: questions with their titles, and questions that ask for none of them."""

    model_config = ConfigDict(extra="forbid")
    pairs: list[tuple[str, str]]
    unrelated: list[str]


class TouchstoneFile(RootModel[dict[str, Touchstones]]):
    """The touchstones of each language."""


@dataclass(frozen=True, slots=True)
class Scale:
    """`low`: the least likeness that is offered. `high`: one that is surest. `understanding`: share of questions of the
    language whose own title is the most alike; chance is 1 in 30."""

    low: float
    high: float
    understanding: float

    @property
    def is_of_use(self) -> bool:
        """Whether the model understands the language well enough to be asked."""
        return self.understanding >= UNDERSTANDS

    def score(self, likeness: float) -> float:
        """Return 0..1 on the scale of names: 0 where nothing is offered."""
        if likeness < self.low:
            return 0.0
        share = min(1.0, (likeness - self.low) / (self.high - self.low))
        return LEAST + (SUREST - LEAST) * share * self.understanding


def measure(encoder: Encoder, language: str = "pt-BR") -> Scale:
    """Return the scale of a model for a language. Takes under a second; depends on the model alone."""
    stones = touchstones()[language]
    titles = encoder.passages([title for _, title in stones.pairs])
    asked = numpy.stack([encoder.question(text) for text, _ in stones.pairs])
    unrelated = numpy.stack([encoder.question(text) for text in stones.unrelated])
    alike = asked @ titles.T
    right = numpy.diag(alike)
    wrong = alike[~numpy.eye(len(titles), dtype=bool)]
    low = max(float(numpy.quantile(wrong, _BY_CHANCE)), float((unrelated @ titles.T).max()))
    high = max(float(numpy.quantile(right, _CLEAR)), low + _NARROWEST)
    return Scale(low, high, float((alike.argmax(axis=1) == numpy.arange(len(titles))).mean()))


@cache
def touchstones() -> dict[str, Touchstones]:
    """Return the shipped touchstones by language."""
    return load_model(files("retrieval.meaning") / "touchstones.yaml", TouchstoneFile).root
