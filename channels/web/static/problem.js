// What went wrong, in one shape: the server's problem+json, a dropped connection, or an answer that is no answer.

/** @typedef {"network" | "unauthorized" | "busy" | "server" | "refused" | "interrupted"} ProblemKind */

/**
 * @typedef {object} ProblemFacts
 * @property {ProblemKind} kind
 * @property {string} [title] The server's own words, where it gave any.
 * @property {string} [detail]
 * @property {string} [code]
 * @property {number} [status]
 * @property {number} [retryAfter] Seconds.
 */

export class Problem extends Error {
  /** @param {ProblemFacts} facts */
  constructor(facts) {
    super(facts.code ?? facts.kind);
    this.facts = facts;
  }
}

/**
 * @param {Response} response One that is not ok.
 * @returns {Promise<Problem>}
 */
export async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  return new Problem({
    kind: kindOf(response.status),
    status: response.status,
    title: wordsIn(body?.title),
    detail: wordsIn(body?.detail),
    code: wordsIn(body?.code),
    retryAfter: secondsOf(response.headers.get("retry-after")),
  });
}

/**
 * The two sentences to show: the server's, else the page's own for that kind.
 * @param {ProblemFacts} facts
 * @param {import("./words.js").Words} words
 */
export function sentencesOf(facts, words) {
  return {
    title: facts.title ?? words(`problem.${facts.kind}`),
    detail: facts.detail ?? (facts.title ? "" : words(`problem.${facts.kind}_detail`)),
  };
}

/**
 * @param {number} status
 * @returns {ProblemKind}
 */
function kindOf(status) {
  if (status === 401) return "unauthorized";
  if (status === 429 || status === 503) return "busy";
  return status >= 500 ? "server" : "refused";
}

/** @param {unknown} value */
function wordsIn(value) {
  return typeof value === "string" && value.trim() ? value : undefined;
}

/**
 * `Retry-After` comes as seconds or as a date.
 * @param {string | null} header
 */
function secondsOf(header) {
  if (!header) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(Math.ceil(seconds), 600) : undefined;
}
