// One execution, once: across reloads, double answers and the tabs of this browser.

import { browserKeep, newId } from "./keep.js";

const PREFIX = "execution.";
const MEMORY = 24 * 60 * 60 * 1000;
const SETTLING = 80;
const REACHING = 500;

/**
 * @typedef {object} Executions
 * @property {(key: string) => Promise<boolean>} claim True for exactly one caller; whoever gets false must not execute.
 * @property {(key: string, outcome: string) => void} settle
 * @property {(key: string) => string | null} outcome Null: never seen. "claimed": begun, and how it ended is unknown.
 * @property {(listener: (key: string, outcome: string) => void) => void} onElsewhere Hears what other tabs settled.
 */

/** @returns {Executions} */
export function createExecutions() {
  const tab = newId();
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("noa-executions") : null;
  forgetOld();

  return {
    claim: (key) => ("locks" in navigator ? claimLocked(key, tab) : claimByRereading(key, tab)),
    settle(key, outcome) {
      record(key, tab, outcome);
      channel?.postMessage({ key, outcome });
    },
    outcome: (key) => remembered(key)?.outcome ?? null,
    onElsewhere(listener) {
      channel?.addEventListener("message", ({ data }) => listener(data.key, data.outcome));
    },
  };
}

/**
 * What one tab stores reaches the others a moment later than the lock would: it is kept until then.
 * @param {string} key @param {string} tab @returns {Promise<boolean>}
 */
function claimLocked(key, tab) {
  return new Promise((decide, fail) => {
    const held = navigator.locks.request(`noa.${PREFIX}${key}`, async () => {
      if (remembered(key)) return decide(false);
      record(key, tab, "claimed");
      decide(true);
      await new Promise((done) => setTimeout(done, REACHING));
    });
    held.catch(fail);
  });
}

/**
 * Web Locks need a secure origin. Without them: write, wait until rivals have written too, and see whose name stayed.
 * @param {string} key @param {string} tab
 */
async function claimByRereading(key, tab) {
  if (remembered(key)) return false;
  record(key, tab, "claimed");
  await new Promise((done) => setTimeout(done, SETTLING));
  return remembered(key)?.tab === tab;
}

/** @param {string} key */
function remembered(key) {
  const record = browserKeep.get(PREFIX + key);
  return record && record.until > Date.now() ? record : null;
}

/** @param {string} key @param {string} tab @param {string} outcome */
function record(key, tab, outcome) {
  browserKeep.set(PREFIX + key, { tab, outcome, until: Date.now() + MEMORY });
}

function forgetOld() {
  for (const name of browserKeep.keys()) {
    if (name.startsWith(PREFIX) && !remembered(name.slice(PREFIX.length))) browserKeep.remove(name);
  }
}
