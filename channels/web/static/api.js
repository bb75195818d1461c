// The service's HTTP interface, as four calls that either answer or throw a Problem.

import { Problem, problemOf } from "./problem.js";

const PATIENCE = 30_000;
const CLOCK_TOLERANCE = 2_000;

/**
 * @typedef {object} Api
 * @property {(email: string, password: string) => Promise<{access_token: string, expires_in: number}>} login
 * @property {(message: object) => Promise<any>} chat
 * @property {(documentId: string, executionId: string) => Promise<any>} literal
 * @property {(executionId: string, receipt: {outcome: string, detail?: string}) => Promise<void>} receipt
 * @property {() => number} now Milliseconds by the service's clock, as far as its answers tell it.
 */

/**
 * @param {{locale: string, token: () => string | null}} settings
 * @returns {Api}
 */
export function createApi({ locale, token }) {
  let clockOffset = 0;

  /** @param {string} path @param {RequestInit} request */
  async function call(path, request) {
    const response = await reach(path, { ...request, headers: headersFor(request) });
    clockOffset = offsetBy(response.headers.get("date"));
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  /** @param {RequestInit} request */
  function headersFor(request) {
    const held = token();
    return {
      Accept: "application/json, application/problem+json",
      "Accept-Language": locale,
      ...(request.body ? { "Content-Type": "application/json" } : {}),
      ...(held ? { Authorization: `Bearer ${held}` } : {}),
    };
  }

  return {
    login: (email, password) => call("/v1/auth/login", post({ email, password })).then(answerOf),
    chat: (message) => call("/v1/chat", post(message)).then(answerOf),
    literal: (documentId, executionId) =>
      call(`/v1/documents/${encodeURIComponent(documentId)}/literal?${new URLSearchParams({ execution_id: executionId })}`, {
        method: "GET",
      }).then(answerOf),
    receipt: async (executionId, receipt) => {
      await call(`/v1/executions/${encodeURIComponent(executionId)}/receipt`, { ...post(receipt), keepalive: true });
    },
    now: () => Date.now() + clockOffset,
  };
}

/** @param {object} body @returns {RequestInit} */
function post(body) {
  return { method: "POST", body: JSON.stringify(body) };
}

/** @param {string} path @param {RequestInit} request */
async function reach(path, request) {
  try {
    return await fetch(path, {
      ...request,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Problem({ kind: "network" });
  }
}

/** @param {Response} response */
async function answerOf(response) {
  const body = await response.json().catch(() => null);
  // A proxy's page or a cut-off body is no answer: whether the turn happened is unknown, so it is a failure that may be retried.
  if (!body || typeof body !== "object") throw new Problem({ kind: "server", status: response.status });
  return body;
}

/** @param {string | null} date */
function offsetBy(date) {
  const offset = date ? Date.parse(date) - Date.now() : 0;
  return Math.abs(offset) > CLOCK_TOLERANCE ? offset : 0;
}
