"""All that models do for the service, wired once: a voice, a writer, an advisor, a transcriber."""

from __future__ import annotations

from dataclasses import dataclass

from redis.asyncio import Redis

from core.active_contracts import ActiveContracts
from prompts.advice import Advisor
from prompts.breaker import CircuitBreaker
from prompts.derivation import Writer
from prompts.litellm_library import LitellmLibrary
from prompts.litellm_model import LitellmModel, LitellmTranscriber, ModelAddress
from prompts.model import Transcriber
from prompts.phrasing import Phraser
from prompts.said import RedisSaid
from prompts.speaker import Observe, Speaker
from prompts.spending import Budget, RedisSpending
from prompts.template import load_templates
from prompts.voice import CanonicalVoice, ModelPhraser, Voice


@dataclass(frozen=True, slots=True)
class Wished:
    """Which models are set, how long one may take, and what an institution may spend on them in a day."""

    chat: ModelAddress | None
    speech: ModelAddress | None
    seconds: float
    budget: Budget


@dataclass(frozen=True, slots=True)
class Models:
    """Without a chat model the voice is canonical and there is no writer and no advisor."""

    voice: Voice
    writer: Writer | None = None
    advisor: Advisor | None = None
    transcriber: Transcriber | None = None
    _library: LitellmLibrary | None = None
    _to_warm: tuple[LitellmModel | LitellmTranscriber, ...] = ()

    async def warm(self) -> None:
        """Load what is set, before the first turn; nothing where nothing is. Raises ModelFailed("misconfigured")."""
        for each in self._to_warm:
            await each.warm()

    async def close(self) -> None:
        """Close the connections."""
        if self._library is not None:
            await self._library.close()


def compose_models(
    wished: Wished, phraser: Phraser, contracts: ActiveContracts, redis: Redis, observe: Observe
) -> Models:
    """Wire the models that are set. Imports and connects to nothing yet; reads the prompts for a chat model."""
    if wished.chat is None and wished.speech is None:
        return Models(CanonicalVoice(phraser))
    library = LitellmLibrary()
    speech = LitellmTranscriber(library, wished.speech, wished.seconds) if wished.speech else None
    if wished.chat is None:
        heard = (speech,) if speech else ()
        return Models(CanonicalVoice(phraser), transcriber=speech, _library=library, _to_warm=heard)
    model = LitellmModel(library, wished.chat, wished.seconds)
    speaker = Speaker(
        model, load_templates(), wished.seconds, RedisSpending(redis, wished.budget), CircuitBreaker(), observe
    )
    return Models(
        voice=ModelPhraser(phraser, speaker, RedisSaid(redis)),
        writer=Writer(speaker),
        advisor=Advisor(speaker, contracts),
        transcriber=speech,
        _library=library,
        _to_warm=(model, speech) if speech else (model,),
    )
