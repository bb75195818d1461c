"""noa migrate, import, index and demo: what the stores hold."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import psycopg
import typer

from channels.cli.speaking import progress, say
from channels.demo import ACCOUNTS, load_demo
from channels.people import find_institution
from channels.running import Stores, running_stores
from channels.settings import Settings
from channels.setup_problem import setup_problem

importing = typer.Typer(help="Bring documents in.", no_args_is_help=True)


def migrate() -> None:
    """Bring the database into the shape that this version needs."""
    with running_stores(Settings.from_environment()) as stores:
        say("migrated", count=len(stores.migrate()))


@importing.command("documents")
def import_documents_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="JSON lines, one document a line.")],
    institution: Annotated[str | None, typer.Option(help="Slug; the default institution when left out.")] = None,
) -> None:
    """Import a catalogue file and index it; bad lines are named, good ones are kept."""
    from retrieval.importing import import_documents, read_catalogue
    from retrieval.indexing import refresh

    with running_stores(Settings.from_environment()) as stores:
        stores.migrate()
        with psycopg.connect(stores.owner_url) as owner, file.open("rb") as lines:
            institution_id = find_institution(owner, institution)
            with progress("importing") as told:
                report = import_documents(owner, read_catalogue(lines), institution_id, lambda read: told(read, None))
            owner.commit()
            with progress("indexing") as told:
                refresh(owner, institution_id, told)
    for bad in report.bad:
        say("bad-row", line=bad.line, reason=bad.reason, error=True)
    say("imported", count=report.imported)
    if report.bad:
        raise typer.Exit(1)


def index(
    meaning: Annotated[bool, typer.Option("--meaning", help="Embed with NOA_EMBEDDING_MODEL too.")] = False,
    adopt: Annotated[bool, typer.Option("--adopt", help="Take fitting documents.embeddings over.")] = False,
) -> None:
    """Bring the search index up to date; only what changed is done again."""
    from retrieval.indexing import refresh

    settings = Settings.from_environment()
    with running_stores(settings) as stores:
        stores.migrate()
        with psycopg.connect(stores.owner_url) as owner, progress("indexing") as told:
            count = refresh(owner, None, told)
        if meaning:
            _index_meanings(stores, settings, adopt)
    say("indexed", count=count)


def demo() -> None:
    """Load the demo library and accounts, and print how to sign in."""
    settings = Settings.from_environment()
    with running_stores(settings) as stores:
        stores.migrate()
        password = load_demo_into(stores, settings)
    tell_demo(password)


def load_demo_into(stores: Stores, settings: Settings) -> str:
    """Load the demonstration and return the password of its accounts."""
    given = settings.demo_password
    password = given.get_secret_value() if given else secrets.token_urlsafe(9)
    with psycopg.connect(stores.owner_url) as owner, progress("indexing") as told:
        load_demo(owner, password, told)
    return password


def tell_demo(password: str) -> None:
    """Print how to sign in to the demonstration."""
    say("demo-loaded", password=password)
    for email in ACCOUNTS:
        say("demo-account", email=email)


def _index_meanings(stores: Stores, settings: Settings, adopt: bool) -> None:
    """Embed what changed with the model of the settings, and keep a light export of it where one can be made."""
    from retrieval.meaning.encoder import ModelUnavailable, load_encoder
    from retrieval.meaning.exporting import export
    from retrieval.meaning.indexing import index_meanings
    from retrieval.meaning.scale import measure
    from retrieval.meaning.sentence_encoder import SentenceEncoder

    if settings.embedding_model is None:
        raise setup_problem("embedding-model-unset")
    exports = settings.data_dir / "models"
    encoder = load_encoder(settings.embedding_model, exports)
    with psycopg.connect(stores.owner_url) as owner, progress("indexing") as told:
        done = index_meanings(owner, encoder, None, told, adopt=adopt)
    if isinstance(encoder, SentenceEncoder):
        with suppress(ModelUnavailable):  # then the model itself serves
            export(encoder, exports)
    say("embedded", count=done.embedded + done.adopted)
    if not measure(encoder, settings.locale).is_of_use:
        say("embedding-model-of-no-use", error=True, model=settings.embedding_model)
