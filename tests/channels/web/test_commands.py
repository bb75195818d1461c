"""The executor: once per execution, announced, receipted; across answers, reloads and tabs."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.channels.web.stand_in import DOCUMENT, EXECUTION, command, open_command

pytestmark = pytest.mark.browser

# A small host of the executor: what it performed, announced, reported and receipted is left on `window.seen`.
HOST = """async ({ answers, failing, dropped, together }) => {
  const { createExecutor } = await import('/static/commands.js');
  const { createExecutions } = await import('/static/executions.js');
  const seen = { performed: [], announced: [], reports: [], receipts: [] };
  const listen = ({ detail }) => seen.announced.push([detail.type, Object.isFrozen(detail)]);
  window.addEventListener('noaCommand', listen);
  const executor = createExecutor({
    executions: createExecutions(),
    perform: (command) => {
      seen.performed.push(command.type);
      if (failing) throw new Error(failing);
    },
    receipt: async (id, body) => {
      seen.receipts.push([id, body.outcome, body.detail ?? null]);
      if (seen.receipts.length <= (dropped ?? 0)) throw { facts: { kind: 'network' } };
    },
    pause: async () => {},
  });
  const report = ({ key, state, reason }) => seen.reports.push([key, state, reason ?? null]);
  const runs = answers.map((answer) => () => executor.run(answer, report));
  if (together) await Promise.all(runs.map((run) => run()));
  else for (const run of runs) await run();
  window.removeEventListener('noaCommand', listen);
  return seen;
}"""


def run(page: Page, *commands: Any, **options: Any) -> dict[str, Any]:
    seen: dict[str, Any] = page.evaluate(
        HOST, {"answers": [{"turn_id": "t1", "app_commands": [one]} for one in commands], **options}
    )
    return seen


def test_a_command_is_announced_performed_and_receipted_once(visitor: Page) -> None:
    seen = run(visitor, open_command())
    assert seen["announced"] == [["open-document", True]]
    assert seen["performed"] == ["open-document"]
    assert seen["receipts"] == [[EXECUTION, "executed", None]]
    assert [state for _, state, _ in seen["reports"]] == ["running", "executed"]


def test_the_same_execution_in_two_answers_is_carried_out_once(visitor: Page) -> None:
    for together in (False, True):
        execution = f"execution-{together}"
        seen = run(visitor, *[open_command(execution)] * 3, together=together)
        assert seen["performed"] == ["open-document"]
        assert seen["receipts"] == [[execution, "executed", None]]
        assert [state for _, state, _ in seen["reports"]].count("elsewhere") == 2


def test_a_reload_does_not_repeat_an_execution(visitor: Page) -> None:
    run(visitor, open_command())
    visitor.reload()
    seen = run(visitor, open_command())
    assert (seen["performed"], seen["receipts"]) == ([], [])
    assert [state for _, state, _ in seen["reports"]] == ["elsewhere"]


@pytest.mark.parametrize("has_locks", [True, False], ids=["with web locks", "without web locks"])
def test_two_tabs_with_the_same_answer_carry_it_out_once(
    context: BrowserContext, visitor: Page, has_locks: bool
) -> None:
    if not has_locks:
        context.add_init_script("delete Navigator.prototype.locks")
    tabs = [visitor, context.new_page()]
    for tab in tabs:
        tab.goto("/")
        assert tab.evaluate("'locks' in navigator") is has_locks
    for round_ in range(5):
        execution = f"execution-{has_locks}-{round_}"
        envelope = {"answers": [{"turn_id": "t", "app_commands": [open_command(execution)]}]}
        for tab in tabs:
            tab.evaluate(f"(given) => {{ window.run = ({HOST})(given); }}", envelope)
        seen = [tab.evaluate("() => window.run") for tab in tabs]
        assert sum(len(one["performed"]) for one in seen) == 1
        assert sum(len(one["receipts"]) for one in seen) == 1


def test_a_record_is_forgotten_after_its_time(visitor: Page) -> None:
    run(visitor, open_command())
    key = f"noa.execution.{EXECUTION}"
    visitor.evaluate(
        "(key) => localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), until: 1 }))",
        key,
    )
    visitor.reload()
    visitor.get_by_role("button", name="Entrar").wait_for()
    assert visitor.evaluate("(key) => localStorage.getItem(key)", key) is None


def test_storage_that_is_refused_still_gives_one_execution_per_page(context: BrowserContext, visitor: Page) -> None:
    context.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full'); }")
    visitor.reload()
    seen = run(visitor, open_command(), open_command())
    assert seen["performed"] == ["open-document"]


def test_a_command_that_fails_is_receipted_as_failed_and_not_tried_again(visitor: Page) -> None:
    seen = run(visitor, open_command(), open_command(), failing="NO_TEXT")
    assert seen["performed"] == ["open-document"]
    assert seen["receipts"] == [[EXECUTION, "failed", "NO_TEXT"]]


def test_a_refused_command_is_receipted_as_refused_and_never_announced(visitor: Page) -> None:
    payload = {"document_id": DOCUMENT, "execution_id": EXECUTION}
    seen = run(visitor, *[command(type="open-document", target="document", payload=payload)] * 2)
    assert (seen["announced"], seen["performed"]) == ([], [])
    assert seen["receipts"] == [[EXECUTION, "refused", "unconfirmed"]]


def test_what_is_no_command_is_ignored_in_silence(visitor: Page) -> None:
    seen = run(visitor, open_command() | {"kind": "other"})
    assert seen == {"performed": [], "announced": [], "reports": [], "receipts": []}


def test_a_command_without_an_execution_runs_once_per_turn_and_has_no_receipt(visitor: Page) -> None:
    envelope = command(type="navigate-section", target="agenda", fallbackRoute="/app/clinica/paciente/agenda")
    seen = run(visitor, envelope, envelope)
    assert seen["performed"] == ["navigate-section"]
    assert seen["receipts"] == []
    assert seen["reports"][0][0] == "t1:0"


def test_an_offered_command_waits(visitor: Page) -> None:
    seen = run(visitor, open_command(more={"autoExecute": False}))
    assert (seen["announced"], seen["performed"], seen["receipts"]) == ([], [], [])
    assert seen["reports"] == [[EXECUTION, "offered", None]]


def test_a_receipt_that_did_not_arrive_is_sent_again_a_few_times(visitor: Page) -> None:
    assert len(run(visitor, open_command("a"), dropped=1)["receipts"]) == 2
    assert len(run(visitor, open_command("b"), dropped=9)["receipts"]) == 3


@pytest.mark.parametrize("given", [None, {}, {"app_commands": None}, {"app_commands": "open-document"}])
def test_an_answer_without_commands_does_nothing(visitor: Page, given: Any) -> None:
    seen = visitor.evaluate(HOST, {"answers": [given]})
    assert seen["performed"] == []
