"""The house rules that a machine can judge: sizes, first lines, neutral core, no words of one bundle in Python."""

import re
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest

from core.active_contracts import load_contracts

ROOT = Path(__file__).parents[2]
PACKAGES = ("core", "intents", "retrieval", "prompts", "channels", "runtime")
LONGEST = 400
PRODUCT_WORDS = re.compile(
    r"\b(documents?|documento|protocols?|leaflets?|patients? leaflet|courses?|lessons?|files?|agenda)\b", re.IGNORECASE
)


def tracked(*suffixes):
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if name.endswith(suffixes) and (ROOT / name).exists()]


def test_no_file_is_longer_than_a_reader_can_hold():
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in tracked(".py", ".sql", ".js")
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_every_module_opens_with_one_line_that_says_what_it_is_for():
    silent = [
        str(path.relative_to(ROOT))
        for path in tracked(".py")
        if path.relative_to(ROOT).parts[0] in PACKAGES and not path.read_text().startswith('"""')
    ]
    assert silent == []


def test_the_core_names_no_product():
    told = {}
    for path in sorted((ROOT / "core").rglob("*.py")):
        code = re.sub(r'""".*?"""|#.*', "", path.read_text(), flags=re.DOTALL)
        allowed = {"Protocol", "files"}  # of typing, of importlib.resources
        if found := [word for word in PRODUCT_WORDS.findall(code) if word not in allowed]:
            told[path.name] = found
    assert told == {}


def test_no_python_knows_an_intent_or_command_of_a_bundle():
    """A new bundle changes no Python: names that only contracts give may stand in no module."""
    contracts = load_contracts(files("bundles"))
    general = {"LIST_MORE", "HELP", "NONE"}
    names = {intent for each in contracts for intent in each.operation.intents} - general
    found = {
        (path.name, name)
        for path in tracked(".py")
        if path.relative_to(ROOT).parts[0] in {"core", "intents", "retrieval", "prompts"}
        for name in names
        if re.search(rf"\b{name}\b", path.read_text())
    }
    assert found == set()


def test_sql_lives_in_sql_files():
    pattern = re.compile(r"""["'](select|insert into|update|delete from|create) \w+""", re.IGNORECASE)
    found = [
        str(path.relative_to(ROOT))
        for path in tracked(".py")
        if path.relative_to(ROOT).parts[0] in PACKAGES and pattern.search(path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize("place", ["/wor" + "k/", "/far" + "m/", "subag" + "ent"])
def test_the_project_speaks_only_of_itself(place):
    suffixes = (".py", ".sql", ".md", ".toml", ".yaml", ".ftl", ".js", ".css", ".html", ".json", ".txt", "Makefile")
    assert [path.name for path in tracked(*suffixes) if place in path.read_text(errors="replace")] == []
