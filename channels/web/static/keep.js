// What the browser keeps for us: storage that never throws, and ids that need no secure origin.

/**
 * @typedef {object} Keep
 * @property {(key: string) => any} get
 * @property {(key: string, value: unknown) => void} set
 * @property {(key: string) => void} remove
 * @property {() => string[]} keys
 */

const PREFIX = "noa.";

/** Lives as long as the tab, through reloads. */
export const tabKeep = keepIn(() => window.sessionStorage);

/** Shared by the tabs of this browser. */
export const browserKeep = keepIn(() => window.localStorage);

/**
 * A version 4 uuid, also where `crypto.randomUUID` is missing (a phone on the clinic's plain-http network).
 * @returns {string}
 */
export function newId() {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * @param {() => Storage} storage
 * @returns {Keep}
 */
function keepIn(storage) {
  /** @type {Map<string, string>} Used when the browser refuses storage or has no room left. */
  const fallback = new Map();
  /** @template T @param {(store: Storage) => T} work @param {T} otherwise */
  const attempt = (work, otherwise) => {
    try {
      return work(storage());
    } catch {
      return otherwise;
    }
  };
  return {
    get(key) {
      const text = fallback.get(key) ?? attempt((store) => store.getItem(PREFIX + key), null);
      return text === null || text === undefined ? null : parsed(text);
    },
    set(key, value) {
      const text = JSON.stringify(value);
      const stored = attempt((store) => (store.setItem(PREFIX + key, text), true), false);
      if (stored) fallback.delete(key);
      else fallback.set(key, text);
    },
    remove(key) {
      fallback.delete(key);
      attempt((store) => store.removeItem(PREFIX + key), undefined);
    },
    keys() {
      const stored = attempt((store) => Object.keys(store), []);
      const ours = stored.filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
      return [...new Set([...ours, ...fallback.keys()])];
    },
  };
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
