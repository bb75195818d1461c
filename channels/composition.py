"""The composition root: the one place where stores, searching, understanding and words are plugged together."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from limits.aio.storage import RedisStorage
from redis.asyncio import BlockingConnectionPool, Redis

from channels.answer import Answer, render
from channels.databases import limits_url
from channels.metrics import COMMANDS, FAILED, TURNS, observe_model, timed
from channels.secret import ledger_secret
from channels.settings import Settings
from channels.sign_in import SignIn
from channels.tokens import Tokens
from core.active_contracts import ActiveContracts, load_contracts
from core.cooldown import Cooldowns, NoCooldowns
from core.errors import NoaError
from core.execution import Executions
from core.finding import Finder
from core.interpretation import Interpreter
from core.ledger.integrator import Integrator
from core.ledger.kept import CheckpointFolder
from core.ledger.note import Notary
from core.message import Address, Message
from core.reply import Reply
from core.seeing import Sight
from core.stores.postgres_executions import PostgresExecutionStore
from core.stores.postgres_pool import PostgresPool
from core.stores.postgres_turns import PostgresTurnStore
from core.stores.redis_cooldown import RedisCooldowns
from core.stores.redis_pending import RedisPendingActions
from core.turn import Turn
from intents.interpreter import Interpreter as DeterministicInterpreter
from intents.phrasebook import PhraseBook
from prompts.checking import check_wording
from prompts.litellm_model import ModelAddress
from prompts.models import Models, Wished, compose_models
from prompts.phrasebook import LOCALES, Wording, load_wording
from prompts.phrasing import Phraser
from prompts.spending import Budget
from retrieval.catalogue import CatalogueFinder
from retrieval.keeper import IndexKeeper

CONNECTIONS = 16
"""Connections to each store; more turns at once wait for one."""


@dataclass(frozen=True)
class Service:
    """Everything a channel needs; made once, shared by all requests."""

    settings: Settings
    contracts: ActiveContracts
    wording: Wording
    phraser: Phraser
    models: Models
    pool: PostgresPool
    redis: Redis
    turn: Turn
    executions: Executions
    tokens: Tokens
    sign_in: SignIn
    index_keeper: IndexKeeper
    notary: Notary
    integrator: Integrator

    async def answer(self, message: Message) -> Reply:
        """Answer a message and count it: what every channel calls."""
        try:
            with timed():
                reply = await self.turn.answer(message)
        except NoaError as error:
            FAILED.labels(error.code).inc()
            raise
        TURNS.labels(reply.intent.name, reply.key).inc()
        for command in reply.commands:
            COMMANDS.labels(command["command"]["type"]).inc()
        return reply

    async def say(self, reply: Reply, address: Address, locale: str) -> Answer:
        """Find the words of a reply: a model's where one is set and the guard lets them pass, canonical ones else."""
        phrased = await self.models.voice.phrase(reply, locale, str(address.institution_id))
        return render(reply, address.conversation_id, phrased, lambda key: self.phraser.label(reply, key, locale))

    async def open(self) -> None:
        """Start connecting, and load the models that are set."""
        await self.pool.open()
        await self.models.warm()

    async def close(self) -> None:
        """Give every connection back."""
        await self.models.close()
        await self.pool.close()
        await self.redis.aclose()


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the stores are, as the service's own role."""

    database_url: str
    redis_url: str


def compose(settings: Settings, secret: str, addresses: Addresses) -> Service:
    """Build the service. Raises ContractInvalid when a bundle or its words do not compile. Connects to nothing yet."""
    bundles = files("bundles")
    contracts = load_contracts(bundles)
    wording = load_wording(bundles)
    check_wording(contracts, wording)
    pool = PostgresPool(addresses.database_url, CONNECTIONS)
    redis = _redis(addresses.redis_url)
    storage = RedisStorage(
        limits_url(addresses.redis_url),
        implementation="redispy",
        connection_pool=redis.connection_pool,  # type: ignore[arg-type]
    )
    cooldowns: Cooldowns = RedisCooldowns(storage) if settings.cooldowns else NoCooldowns()
    interpreter = interpreter_of(bundles)
    phraser = Phraser(wording)
    kinds = {each.key: each.operation.pending or "" for each in contracts}
    notary = Notary(ledger_secret(settings))
    kept = CheckpointFolder(settings.data_dir / "checkpoints")
    return Service(
        settings=settings,
        contracts=contracts,
        wording=wording,
        phraser=phraser,
        models=compose_models(_wished(settings), phraser, contracts, redis, observe_model),
        pool=pool,
        redis=redis,
        turn=Turn(
            sight=Sight(interpreter, contracts, RedisPendingActions(redis, settings.pending_ttl), cooldowns),
            store=PostgresTurnStore(pool, finder_of(settings), kinds),
            digest_key=f"noa text digest|{secret}".encode(),
        ),
        executions=Executions(contracts, PostgresExecutionStore(pool)),
        tokens=Tokens(
            secret,
            settings.supabase_jwt_secret.get_secret_value() if settings.supabase_jwt_secret else None,
            settings.jwks_url,
        ),
        sign_in=SignIn(pool, storage),
        index_keeper=IndexKeeper(addresses.database_url),
        notary=notary,
        integrator=Integrator(pool, notary, kept),
    )


def _wished(settings: Settings) -> Wished:
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None

    def address(model: str | None) -> ModelAddress | None:
        return ModelAddress(model, settings.llm_api_base, key) if model else None

    return Wished(address(settings.llm_model), address(settings.stt_model), settings.llm_timeout, Budget())


def finder_of(settings: Settings) -> Finder:
    """Build what searches the catalogue: by words, and by meaning too where an embedding model is set."""
    if settings.embedding_model is None:
        return CatalogueFinder()
    from retrieval.meaning.finder import MeaningFinder  # not paid by deployments without a model
    from retrieval.meaning.shelf import Shelf

    shelf = Shelf(settings.embedding_model, settings.data_dir / "models", settings.locale)
    shelf.warm()
    return MeaningFinder(CatalogueFinder(), shelf)


def interpreter_of(bundles: Traversable) -> Interpreter:
    """Build what understands people from the phrases of every bundle."""
    folders = sorted(bundles.iterdir(), key=lambda each: each.name)
    sources = [folder.joinpath(f"phrases.{locale}.yaml") for folder in folders for locale in LOCALES]
    return DeterministicInterpreter([PhraseBook.load(source) for source in sources if source.is_file()])


def _redis(url: str) -> Redis:
    pool: BlockingConnectionPool = BlockingConnectionPool.from_url(
        url, max_connections=CONNECTIONS, timeout=2, socket_timeout=2, socket_connect_timeout=1
    )
    return Redis.from_pool(pool)
