"""Contracts compile, or say in which file and line they do not."""

import re
from importlib.resources import files

import pytest

from core.active_contracts import commands_of, load_contracts
from core.contract import Risk
from core.errors import ContractInvalid

VISITING = """\
bundle: visiting
version: 1.0.0
operations:
  hours:
    intents: [VISITING_HOURS]
    risk: safe
    does: answer
    reply: visiting-hours
    roles: [patient]
    events: {detected: VISITING_HOURS_ASKED}
"""


def written(folder, name, text):
    (folder / name).mkdir()
    (folder / name / "contract.yaml").write_text(text, encoding="utf-8")
    return folder


def faults_of(folder):
    with pytest.raises(ContractInvalid) as caught:
        load_contracts(folder)
    return caught.value.detail


def test_the_shipped_contracts_compile_and_their_commands_are_the_allow_list():
    contracts = load_contracts(files("bundles"))
    every = {command.type for each in contracts for command in commands_of(each.operation)}
    assert contracts.allowed_commands == every == {"open-document", "navigate-section", "navigate-route"}


def test_an_intent_leads_to_the_operation_that_claims_it(tmp_path):
    contracts = load_contracts(written(tmp_path, "visiting", VISITING))
    capability = contracts.for_intent("VISITING_HOURS")
    assert capability is not None
    assert capability.key == "visiting.hours"
    assert contracts.for_intent("SOMETHING_ELSE") is None


def test_no_operation_that_needs_a_confirmation_is_reached_by_words():
    for each in load_contracts(files("bundles")):
        assert each.operation.risk is Risk.SAFE or each.operation.intents == ()


@pytest.mark.parametrize(
    ("change", "line", "told"),
    [
        (("risk: safe", "risk: harmless"), 6, "risk"),
        (("roles: [patient]", "roles: [patient, wizard]"), 9, "roles"),
        (("reply: visiting-hours", "answer: visiting-hours"), 8, "answer"),
        (("    reply: visiting-hours\n", ""), 4, "needs `reply`"),
        (("risk: safe", "risk: confirm"), 4, "needs `pending`"),
        (("version: 1.0.0", "version: one"), 2, "version"),
        (("does: answer", "does: find"), 4, "needs `offers`"),
    ],
)
def test_a_fault_is_named_with_its_file_and_line(tmp_path, change, line, told):
    detail = faults_of(written(tmp_path, "visiting", VISITING.replace(*change)))
    assert told in detail
    assert re.search(rf"visiting/contract\.yaml:{line}:", detail), detail


def test_broken_yaml_is_named_with_its_file_and_line(tmp_path):
    broken = VISITING.replace("roles: [patient]", "roles: [patient")
    assert re.search(r"visiting/contract\.yaml:10:", faults_of(written(tmp_path, "visiting", broken)))


def test_an_intent_has_one_owner(tmp_path):
    written(tmp_path, "other", VISITING.replace("bundle: visiting", "bundle: other"))
    assert "`VISITING_HOURS` belongs to other@1.0.0" in faults_of(written(tmp_path, "visiting", VISITING))


def test_a_command_may_only_ask_for_what_the_core_fills_in(tmp_path):
    text = VISITING.replace("does: answer", "does: command").replace(
        "    reply: visiting-hours\n",
        "    command: {type: go, target: x, label: go-label, payload: {secret: $password}}\n",
    )
    assert "`$password` cannot be filled in" in faults_of(written(tmp_path, "visiting", text))
