// Who is signed in on this tab: the token and the e-mail it was given to, and nothing else about the person.

import { tabKeep } from "./keep.js";

const KEY = "session";

/**
 * @typedef {object} Session
 * @property {() => string | null} token Null when nobody is signed in, or the token's time is over.
 * @property {() => string | null} person Lives on when a token ends, so that the same person finds the conversation again.
 * @property {(email: string, grant: {access_token: string, expires_in: number}) => boolean} begin True when another person was here before.
 * @property {() => void} lapse The token is no longer good.
 * @property {() => void} end
 */

/** @returns {Session} */
export function createSession() {
  const held = () => tabKeep.get(KEY) ?? {};
  return {
    token() {
      const { token, until } = held();
      return typeof token === "string" && Date.now() < until ? token : null;
    },
    person: () => held().email ?? null,
    begin(email, grant) {
      const person = email.trim().toLowerCase();
      const before = held().email ?? null;
      const seconds = Number(grant.expires_in) || 3600;
      tabKeep.set(KEY, { email: person, token: grant.access_token, until: Date.now() + seconds * 1000 });
      return before !== null && before !== person;
    },
    lapse: () => tabKeep.set(KEY, { email: held().email }),
    end: () => tabKeep.remove(KEY),
  };
}
