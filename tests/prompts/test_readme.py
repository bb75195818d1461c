"""What the README shows of the guard is what the guard does."""

import ast
import re
from pathlib import Path

import pytest

from prompts.facts import facts_of
from prompts.guard import Accepted, check
from tests.prompts.replies import PHRASER, TITLES, listed

FOLDER = Path(__file__).parents[2] / "prompts"
README = (FOLDER / "README.md").read_text()
ROWS = re.findall(r"^\| (.*⏎.*|\{.*) \| (\w+) \|$", README, re.MULTILINE)


@pytest.mark.parametrize(("wording", "verdict"), ROWS)
def test_the_guard_says_what_its_page_shows(wording, verdict):
    reply = listed(TITLES[:2])
    facts = facts_of(reply, PHRASER.phrase(reply, "pt-BR"), "pt-BR")
    judged = check(facts, wording.replace(" ⏎ ", "\n"))
    assert ("accepted" if isinstance(judged, Accepted) else judged.reason) == verdict


def test_the_page_shows_enough():
    assert len(ROWS) == 10


def test_every_reason_stands_on_the_page():
    told = set(re.findall(r"`([a-z_]+)`", README))
    given = set()
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"Rejected", "Misshapen", "ModelFailed"}:
                given |= {each.value for each in node.args if isinstance(each, ast.Constant)}
    assert given - told == set()
