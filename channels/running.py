"""The stores that a command works on: external ones by address, or embedded ones that it starts or joins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from channels.composition import Addresses
from channels.databases import app_database_url, with_login
from channels.embedded.servers import embedded_servers
from channels.migrating import ensure_app_login, migrate
from channels.secret import signing_secret
from channels.settings import Settings


@dataclass(frozen=True, slots=True)
class Stores:
    """Where the stores are. `owner_url` migrates and maintains; `addresses` are the service's own."""

    owner_url: str
    addresses: Addresses
    secret: str
    embedded: bool

    def migrate(self) -> list[str]:
        """Apply what is pending; on an external server also let the service's role log in."""
        applied = migrate(self.owner_url)
        if not self.embedded:
            ensure_app_login(self.owner_url, self.secret)
        return applied


@contextmanager
def running_stores(settings: Settings) -> Iterator[Stores]:
    """Yield the stores; embedded servers that this process started end with it."""
    secret = signing_secret(settings).get_secret_value()
    if settings.database_url and settings.redis_url:
        yield _external(
            settings, settings.database_url.get_secret_value(), settings.redis_url.get_secret_value(), secret
        )
        return
    with embedded_servers(
        settings.data_dir, with_postgres=settings.is_postgres_embedded, with_redis=settings.is_redis_embedded
    ) as servers:
        redis_url = settings.redis_url.get_secret_value() if settings.redis_url else servers.redis_url
        if settings.database_url:
            yield _external(settings, settings.database_url.get_secret_value(), redis_url, secret)
        else:
            app_url = with_login(servers.owner_url, "noa_app")
            yield Stores(servers.owner_url, Addresses(app_url, redis_url), secret, embedded=True)


def _external(settings: Settings, owner_url: str, redis_url: str, secret: str) -> Stores:
    given = settings.app_database_url
    app_url = given.get_secret_value() if given else app_database_url(owner_url, secret)
    return Stores(owner_url, Addresses(app_url, redis_url), secret, embedded=False)
