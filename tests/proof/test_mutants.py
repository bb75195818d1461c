"""Every guard of the database is proved: taken away, one at a time, it turns a probe red."""

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from importlib.resources import files
from multiprocessing import get_context
from types import SimpleNamespace

import psycopg
import pytest

from core.yaml_source import load_yaml
from tests.proof.mutants import FAMILIES, conditions, hollow_functions
from tests.proof.mutation import run

SHARES = 2


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_every_mutant_turns_a_probe_red(servers, capsys):
    equivalents = load_yaml(files("tests.proof").joinpath("equivalents.yaml"))
    with ProcessPoolExecutor(SHARES, mp_context=get_context("spawn")) as pool:
        shares = [pool.submit(run, servers, FAMILIES, share, SHARES) for share in range(SHARES)]
        verdicts = [verdict for share in shares for verdict in share.result()]
    survivors = {verdict.name for verdict in verdicts if verdict.killed_by is None}
    with capsys.disabled():
        print(table(verdicts, equivalents))
    assert len(verdicts) > 1_000
    assert survivors - set(equivalents) == set(), "these guards are proved by nothing"
    assert set(equivalents) - survivors == set(), "these are no equivalents any more"


def table(verdicts, equivalents):
    """Mutants by kind and by the probe that noticed, then the survivors by name."""
    kinds = Counter(kind_of(verdict.name) for verdict in verdicts)
    killed = Counter(kind_of(verdict.name) for verdict in verdicts if verdict.killed_by)
    probes = Counter(verdict.killed_by for verdict in verdicts if verdict.killed_by)
    slowest = max(verdicts, key=lambda verdict: verdict.seconds)
    lines = ["", f"{'mutants of':<44}{'made':>6}{'red':>6}"]
    lines += [f"{kind:<44}{count:>6}{killed[kind]:>6}" for kind, count in sorted(kinds.items())]
    lines += ["", f"{'first noticed by':<64}{'times':>6}"]
    lines += [f"{probe:<64}{count:>6}" for probe, count in probes.most_common()]
    lines += ["", f"in all {len(verdicts)}, red {killed.total()}; slowest {slowest.seconds:.1f} s: {slowest.name}"]
    for verdict in sorted(verdicts, key=lambda verdict: verdict.name):
        if verdict.killed_by is None:
            lines.append(f"SURVIVED {verdict.name}: {equivalents.get(verdict.name, 'proved by nothing')}")
    return "\n".join(lines)


def kind_of(name):
    """The kind of a mutant, out of its name."""
    head = name.partition(":")[0]
    if head.startswith("function callable by"):
        return "function callable by somebody else"
    return "function without a guard" if head.startswith("function ") and "->" in name else head


def test_every_guard_that_is_taken_away_by_hand_is_still_there(owner_url):
    with psycopg.connect(owner_url) as connection:
        looking = SimpleNamespace(rows=lambda query, facts=None: connection.execute(query, facts).fetchall())
        names = [mutant.name for mutant in hollow_functions(looking)]
    assert len(names) == len(set(names)) > 100


def test_a_condition_is_parted_at_its_outermost_ands_only():
    assert conditions("((a = (b AND c)) AND d)") == ["(a = (b AND c))", "d"]
    assert conditions("(a AND b) OR (c AND d)") == ["(a AND b) OR (c AND d)"]
    assert conditions("f(x)") == ["f(x)"]
