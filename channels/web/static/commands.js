// The command executor: what the service decided is done here once, announced as `noaCommand`, and receipted once.

import { judge } from "./command-rules.js";

export { ALLOWED, isInnerRoute, judge } from "./command-rules.js";

/** @typedef {import("./command-rules.js").Command} Command */
/** @typedef {"running" | "executed" | "failed" | "refused" | "offered" | "elsewhere"} CommandState */

/**
 * @typedef {object} CommandReport
 * @property {string} key The execution id, or the turn and position of a command that has none.
 * @property {CommandState} state
 * @property {Command | null} command Null for a refused one: nothing of it is shown.
 * @property {string} [reason]
 * @property {any} [result] What `perform` gave back.
 */

/** @typedef {(report: CommandReport) => void} Report Hears every state that a command passes through. */

/**
 * @typedef {object} Executor
 * @property {(answer: any, report?: Report) => Promise<void>} run Everything in one answer, in order.
 * @property {(key: string, command: Command, report?: Report) => Promise<void>} accept The person pressed an offered command's button.
 */

/**
 * @param {object} parts
 * @param {import("./executions.js").Executions} parts.executions
 * @param {(command: Command) => any} parts.perform Throws when the command could not be carried out.
 * @param {(executionId: string, receipt: {outcome: string, detail?: string}) => Promise<void>} parts.receipt
 * @param {(milliseconds: number) => Promise<void>} [parts.pause]
 * @returns {Executor}
 */
export function createExecutor({ executions, perform, receipt, pause = sleep }) {
  /** @param {any} envelope @param {string} position @param {Report} report */
  async function consider(envelope, position, report) {
    const judgement = judge(envelope);
    if (judgement.verdict === "ignore") return;
    const key = judgement.executionId ?? position;
    if (judgement.verdict === "refuse") return refuse(key, judgement, report);
    if (judgement.verdict === "run") return once(key, judgement.command, report);
    const isNew = executions.outcome(key) === null;
    report({ key, command: judgement.command, state: isNew ? "offered" : "elsewhere" });
  }

  /** @param {string} key @param {{reason: string, executionId: string | null}} judgement @param {Report} report */
  async function refuse(key, { reason, executionId }, report) {
    if (!(await executions.claim(key))) return;
    executions.settle(key, "refused");
    report({ key, command: null, state: "refused", reason });
    await deliver(executionId, { outcome: "refused", detail: reason });
  }

  /** @param {string} key @param {Command} command @param {Report} report */
  async function once(key, command, report) {
    if (!(await executions.claim(key))) return report({ key, command, state: "elsewhere" });
    report({ key, command, state: "running" });
    const { outcome, detail, result } = await carryOut(command);
    executions.settle(key, outcome);
    report({ key, command, state: outcome, reason: detail, result });
    await deliver(command.payload?.execution_id, detail ? { outcome, detail } : { outcome });
  }

  /** @param {Command} command @returns {Promise<{outcome: "executed" | "failed", detail?: string, result?: any}>} */
  async function carryOut(command) {
    try {
      window.dispatchEvent(new CustomEvent("noaCommand", { detail: command }));
      return { outcome: "executed", result: await perform(command) };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return { outcome: "failed", detail: detail.slice(0, 200) || "error" };
    }
  }

  /**
   * Delivered once; tried again only while the connection fails, because then it may not have arrived.
   * @param {string | null | undefined} executionId @param {{outcome: string, detail?: string}} body
   */
  async function deliver(executionId, body) {
    if (!executionId) return;
    for (const wait of [1_000, 4_000, 0]) {
      try {
        return await receipt(executionId, body);
      } catch (error) {
        if (/** @type {any} */ (error)?.facts?.kind !== "network") return;
        if (wait) await pause(wait);
      }
    }
  }

  return {
    async run(answer, report = ignore) {
      const envelopes = Array.isArray(answer?.app_commands) ? answer.app_commands : [];
      for (const [index, envelope] of envelopes.entries()) await consider(envelope, `${answer.turn_id}:${index}`, report);
    },
    accept: (key, command, report = ignore) => once(key, command, report),
  };
}

function ignore() {}

/** @param {number} milliseconds @returns {Promise<void>} */
function sleep(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}
