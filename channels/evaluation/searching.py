"""Asks the queries of a file of a catalogue that was loaded into a scratch database."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from channels.composition import finder_of
from channels.evaluation.scene import app_login, scratch_database
from channels.running import Stores
from channels.settings import Settings
from retrieval.evaluate import Answer, ask_all, load, read_questions


def run_queries(stores: Stores, settings: Settings, catalogue: Path, queries: Sequence[Path]) -> list[Answer]:
    """Load the catalogue, ask every query as a professional, and return what was offered."""
    questions = [asked for path in queries for asked in read_questions(path)]
    with scratch_database(stores.owner_url) as owner_url:
        _, institution, person, names = load(owner_url, catalogue)
        app_url = app_login(stores, owner_url)
        return asyncio.run(ask_all(app_url, finder_of(settings), questions, institution, person, names))
