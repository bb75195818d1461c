// Which commands a page may obey: the allow-list, and what each target must look like. Pure: decides, does nothing.

export const ALLOWED = Object.freeze([
  "navigate-section",
  "navigate-route",
  "show-prescription",
  "filter-patients",
  "open-document",
  "show-document-inline",
]);

/**
 * @typedef {object} Command
 * @property {string} type
 * @property {string} [target]
 * @property {string} [label]
 * @property {string} [fallbackRoute]
 * @property {Record<string, any>} [payload]
 */

/**
 * @typedef {{verdict: "ignore", reason: string}
 *   | {verdict: "refuse", reason: string, executionId: string | null}
 *   | {verdict: "offer" | "run", command: Command, executionId: string | null}} Judgement
 */

/**
 * @param {any} envelope One element of `app_commands`.
 * @returns {Judgement}
 */
export function judge(envelope) {
  if (envelope?.kind !== "noa_command") return { verdict: "ignore", reason: "kind" };
  const command = envelope.command;
  if (!isRecord(command)) return { verdict: "ignore", reason: "command" };
  const executionId = executionOf(command);
  const reason = faultOf(command, executionId);
  if (reason) return { verdict: "refuse", reason, executionId };
  const waits = envelope.autoExecute === false || envelope.requires_confirmation === true;
  const own = /** @type {Command} */ (deepFrozen(structuredClone(command)));
  return { verdict: waits ? "offer" : "run", command: own, executionId };
}

/**
 * Whether a path stays inside this application: absolute within the origin, and read the same way by every parser.
 * @param {unknown} route
 * @returns {boolean}
 */
export function isInnerRoute(route) {
  if (typeof route !== "string" || !route.startsWith("/")) return false;
  // Browsers drop tabs and line ends inside addresses and turn \ into /: each would turn "/…/host" into another host.
  if (/[\\\s\u0000-\u001f\u007f-\u009f]|\/\//.test(route)) return false;
  if (/(?:javascript|data|vbscript):/i.test(route)) return false;
  return new URL(route, location.origin).origin === location.origin;
}

/** @param {Record<string, any>} command @param {string | null} executionId */
function faultOf(command, executionId) {
  const { type, target, fallbackRoute, payload } = command;
  if (!ALLOWED.includes(type)) return "type";
  if (type !== "show-document-inline" && !isText(target)) return "target";
  if (type === "navigate-route" && !isInnerRoute(target)) return "target";
  if (type === "navigate-section" && !isText(fallbackRoute)) return "fallback_route";
  if (fallbackRoute !== undefined && fallbackRoute !== null && !isInnerRoute(fallbackRoute)) return "fallback_route";
  return opensDocument(type) ? documentFaultOf(type, payload, executionId) : null;
}

/** @param {string} type @param {any} payload @param {string | null} executionId */
function documentFaultOf(type, payload, executionId) {
  if (!isRecord(payload) || !isText(payload.document_id)) return "document_id";
  if (type === "open-document" && payload.confirmed !== true) return "unconfirmed";
  return executionId ? null : "execution_id";
}

/** @param {unknown} type */
export function opensDocument(type) {
  return type === "open-document" || type === "show-document-inline";
}

/** @param {Record<string, any>} command */
function executionOf(command) {
  const id = isRecord(command.payload) ? command.payload.execution_id : null;
  return isText(id) && id.length <= 200 ? id : null;
}

/** @param {unknown} value @returns {value is string} */
function isText(value) {
  return typeof value === "string" && value.trim() !== "";
}

/** @param {any} value @returns {value is Record<string, any>} */
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @template T @param {T} value @returns {T} */
function deepFrozen(value) {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(deepFrozen);
  return value;
}
