"""Every guard of the Python and Lua code is proved: taken away, one at a time, it turns a fast test red."""

import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from queue import SimpleQueue

import pytest

from core.yaml_source import load_yaml
from tests.conftest import RUN
from tests.proof.joined_stores import environment

ROOT = Path(__file__).parents[2]
COPIED = ("core", "intents", "retrieval", "prompts", "channels", "runtime", "bundles", "migrations", "tests")
FAST = [
    "tests/core/stores",
    *(
        f"tests/journeys/test_{name}.py"
        for name in ("invariants", "lists", "second_looks", "reading", "cooldown", "ledger", "sections")
    ),
    "tests/journeys/test_signing_in.py",
    "tests/journeys/test_existing_frontend.py",
]
PYTEST = [
    *(sys.executable, "-m", "pytest", "-x", "--no-header", "--tb=no", "-rfE", "-m", "not proof"),
    *("-p", "no:xdist", "-p", "no:schemathesis", "-p", "tests.proof.joined_stores"),
]
AT_ONCE = 2


@dataclass(frozen=True)
class Verdict:
    """What became of one mutant: the test that noticed, if any did."""

    guard: str
    noticed_by: str | None
    seconds: float


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_every_guard_that_is_taken_away_turns_a_fast_test_red(tmp_path, capsys, pytestconfig, world_template):
    guards = load_yaml(files("tests.proof").joinpath("guards.yaml"))
    workers = SimpleQueue()
    for number in range(AT_ONCE):
        workers.put(f"gw{60 + number}")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        verdicts = list(pool.map(lambda guard: judge(guard, tmp_path, pytestconfig.stash[RUN], workers), guards))
    with capsys.disabled():
        print(f"\n{'guard taken away':52} {'first noticed by'}")
        for verdict in verdicts:
            print(f"{verdict.guard:52} {verdict.noticed_by or 'NOTHING'} ({verdict.seconds:.0f} s)")
    assert [verdict.guard for verdict in verdicts if verdict.noticed_by is None] == []


def test_every_guard_is_where_the_proof_looks_for_it():
    for guard in load_yaml(files("tests.proof").joinpath("guards.yaml")):
        without(guard, (ROOT / guard["file"]).read_text())


def judge(guard, folder, outer, workers):
    """Run the fast tests on a copy without this guard, on the stores of the outer run."""
    copy = folder / re.sub(r"\W+", "-", guard["guard"])
    for name in COPIED:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "demo-*"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    target = copy / guard["file"]
    target.write_text(without(guard, target.read_text()))
    start = time.monotonic()
    worker = workers.get()
    run = subprocess.run(
        [*PYTEST, *FAST],
        cwd=copy,
        env=environment(outer, worker) | {"PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        timeout=900,
    )
    workers.put(worker)
    shutil.rmtree(copy)
    noticed = re.search(r"^FAILED \S+::(\S+)", run.stdout, re.MULTILINE)
    assert noticed or run.returncode == 0, f"{guard['guard']}: the tests did not run\n{run.stdout[-2000:]}"
    return Verdict(guard["guard"], noticed and noticed.group(1), time.monotonic() - start)


def without(guard, text):
    """Return the text without a guard that must be in it exactly once."""
    for change in (guard, guard.get("also")):
        if change:
            count = text.count(change["find"])
            assert count >= 1, f"{guard['guard']}: not in {guard['file']} any more"
            text = text.replace(change["find"], change["put"], 1)
    return text
