"""Every dialogue of the project's own set goes as it should, against the whole service on real stores."""

import asyncio
import json
from pathlib import Path

import pytest

from channels.composition import Addresses
from channels.databases import with_login
from channels.evaluation.dialogues import run_dialogues
from channels.evaluation.scene import open_scene
from channels.running import Stores
from channels.settings import Settings

SET = Path(__file__).with_name("sets") / "dialogues.jsonl"


@pytest.mark.proof
def test_the_dialogues_of_the_project_go_as_they_should(owner_url, redis_url):
    dialogues = [json.loads(line) for line in SET.read_text(encoding="utf-8").split("\n") if line]
    assert len(dialogues) >= 79
    stores = Stores(
        owner_url, Addresses(with_login(owner_url, "noa_app"), redis_url), "segredo-de-teste", embedded=True
    )

    async def play():
        async with open_scene(stores, Settings()) as scene:
            return await run_dialogues(scene, dialogues, lambda _done, _total: None)

    played = asyncio.run(play())
    print(f"\n{played.dialogues} dialogues, {played.turns} turns, {played.passed} without a fault")
    assert played.forbidden_executions == 0
    assert [f"{each.dialogue} #{each.turn}: {each.why}" for each in played.faults] == []
