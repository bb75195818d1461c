"""noa ledger: export an institution's ledger, prove an event, verify either without the service."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated
from uuid import UUID

import orjson
import psycopg
import typer

from channels.composition import Service, compose
from channels.people import find_institution
from channels.running import running_stores
from channels.settings import Settings, spoken_locale
from core.ledger.export import export as exported
from core.ledger.proof import prove_event
from runtime.verifier.__main__ import verify_file
from runtime.verifier.report import told

Work = Callable[[Service, UUID], Awaitable[None]]

ledger = typer.Typer(help="The ledger that proves itself.", no_args_is_help=True)

Institution = Annotated[str | None, typer.Option(help="Slug; the default institution when left out.")]


@ledger.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="Where to write it: JSON lines.")],
    institution: Institution = None,
    disclose: Annotated[bool, typer.Option("--disclose", help="Open the commitments to people.")] = False,
) -> None:
    """Write everything that somebody needs to verify an institution's ledger alone."""

    async def run(service: Service, tree: UUID) -> None:
        await service.integrator.catch_up()
        with file.open("wb") as target:
            async for line in exported(service.pool, tree, service.notary.signer(tree), disclose=disclose):
                target.write(line)

    _with_tree(institution, run)
    typer.echo(str(file))


@ledger.command("prove")
def prove(event: UUID, institution: Institution = None) -> None:
    """Print the proof that an event is in the ledger."""

    async def run(service: Service, _tree: UUID) -> None:
        await service.integrator.catch_up()
        proof = await prove_event(service.pool, service.notary, event)
        sys.stdout.write(orjson.dumps(proof, option=orjson.OPT_INDENT_2).decode() + "\n")

    _with_tree(institution, run)


@ledger.command("key")
def key(institution: Institution = None) -> None:
    """Print the public key that an institution's heads are verified with."""

    async def run(service: Service, tree: UUID) -> None:
        typer.echo(service.notary.signer(tree).verifier_key)

    _with_tree(institution, run)


@ledger.command("verify")
def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="An export, or a proof.")],
    key: Annotated[list[str] | None, typer.Option(help="The public key that you trust.")] = None,
    checkpoint: Annotated[list[Path] | None, typer.Option(exists=True, help="A head that you kept.")] = None,
    event: Annotated[str | None, typer.Option(help="An event that must be in it.")] = None,
) -> None:
    """Verify an export or a proof, with nothing but the file, the key and the heads that you kept."""
    kept = [path.read_text(encoding="utf-8") for path in checkpoint or ()]
    report = verify_file(file, key or (), kept, event)
    for line in told(report, spoken_locale()):
        typer.echo(line)
    raise typer.Exit(int(not report.is_sound))


def _with_tree(institution: str | None, run: Work) -> None:
    settings = Settings.from_environment()
    with running_stores(settings) as stores:
        with psycopg.connect(stores.owner_url) as owner:
            tree = find_institution(owner, institution)
        service = compose(settings, stores.secret, stores.addresses)
        asyncio.run(_opened(service, tree, run))


async def _opened(service: Service, tree: UUID, run: Work) -> None:
    await service.open()
    try:
        await run(service, tree)
    finally:
        await service.close()
