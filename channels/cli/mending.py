"""noa doctor and noa seal: what is set up, what is missing, and what closing it would change."""

from __future__ import annotations

from typing import Annotated

import typer

from channels import sealing
from channels.cli.speaking import say
from channels.diagnosis import diagnose, is_healthy
from channels.finding import Finding
from channels.running import running_stores
from channels.settings import Settings, spoken_locale

_MARKS = {"ok": "✓", "warning": "!", "error": "✗"}


def doctor() -> None:
    """Look at settings, stores, policies and models; say what is missing and how to mend it."""
    settings = Settings.from_environment()
    with running_stores(settings) as stores:
        findings = diagnose(settings, stores.owner_url, stores.addresses.database_url, stores.addresses.redis_url)
    for finding in findings:
        _tell(finding)
    raise typer.Exit(int(not is_healthy(findings)))


def seal(
    apply: Annotated[bool, typer.Option("--apply", help="Close it; without this nothing is changed.")] = False,
) -> None:
    """Show where an existing database leaves rows or content open, what closing would change, and close it."""
    with running_stores(Settings.from_environment()) as stores:
        seals = sealing.apply_seals(stores.owner_url) if apply else sealing.plan_seals(stores.owner_url)
    for each in seals:
        roles = ", ".join(f"{access.role} ({', '.join(access.commands)})" for access in each.access) or "-"
        say("seal-today", table=each.table, roles=roles)
        for finding in each.changes:
            _tell(finding)
        for statement in each.statements:
            typer.echo(f"    {statement}")
    say("sealed" if apply else "seal-report", count=len(seals))


def _tell(finding: Finding) -> None:
    locale = spoken_locale()
    typer.echo(f"{_MARKS[finding.level]} {finding.sentence(locale)}")
    if remedy := finding.remedy(locale):
        typer.echo(f"    → {remedy}")
