"""What every row stands on: real servers, the demonstration beside ten thousand names, and people with tokens."""

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from channels.databases import with_login
from channels.demo import load_demo
from channels.embedded import embedded_servers
from channels.migrating import migrate
from channels.people import add_user, find_institution
from channels.tokens import Tokens
from retrieval.importing import import_documents, read_catalogue
from retrieval.indexing import refresh
from tests.benchmarks.flow import make_names
from tests.benchmarks.library import SIZE, catalogue, requests

PASSWORD = "benchmark-password"
ROOM = {"max_connections": "200"}  # for every contestant at once; all else is as `noa serve` sets it
SECRET = "the secret of the benchmarks, long enough"


@dataclass(frozen=True)
class Stand:
    """Where the servers are and who may ask."""

    folder: Path
    sockets: Path
    owner_url: str
    superuser_url: str
    redis_url: str
    tokens: list[str]
    requests: list[str]
    secret: str = SECRET

    @property
    def app_url(self):
        return with_login(self.owner_url, "noa_app")


@contextmanager
def stand(people, folder, names=SIZE):
    """Yield a stand with so many professionals and so many imported names, with its data in `folder`."""
    with embedded_servers(folder / "data", postgres_settings=ROOM) as servers:
        migrate(servers.owner_url)
        with psycopg.connect(servers.owner_url) as owner:
            institution_id = _filled(owner, names)
            emails = [f"pessoa{number}@benchmark.noa" for number in range(people)]
            ids = [add_user(owner, institution_id, email, "profissional", PASSWORD) for email in emails]
            owner.commit()
        issuer = Tokens(SECRET)
        tokens = [issuer.issue(person_id, institution_id) for person_id in ids]
        superuser_url = servers.database_url("noa", "postgres")
        with psycopg.connect(superuser_url) as superuser:
            make_names(superuser)
            superuser.commit()
            superuser.autocommit = True
            superuser.execute("vacuum analyze")
        yield Stand(
            folder, servers.sockets, servers.owner_url, superuser_url, servers.redis_url, tokens, requests(names)
        )


def _filled(owner, names):
    load_demo(owner, PASSWORD)
    institution_id = find_institution(owner, "demo")
    import_documents(owner, read_catalogue(catalogue(names)), institution_id)
    refresh(owner, institution_id)
    owner.commit()
    return institution_id
