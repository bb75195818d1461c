// Signing in: the form, its notices, and the way back to a conversation that a lapsed token interrupted.

import { byId } from "./dom.js";
import { Problem, sentencesOf } from "./problem.js";

/**
 * @param {object} parts
 * @param {import("./api.js").Api} parts.api
 * @param {import("./session.js").Session} parts.session
 * @param {import("./words.js").Words} parts.words
 * @param {(isAnother: boolean) => void} parts.onSignedIn
 */
export function createSignIn({ api, session, words, onSignedIn }) {
  const form = byId("sign-in-form");
  const notice = byId("sign-in-notice");
  const email = byId("email");
  const password = byId("password");
  const button = form.querySelector("button[type=submit]");

  form.addEventListener("submit", async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    if (button.disabled) return;
    if (!email.value.trim() || !password.value) return complain(words("sign_in.missing"));
    await submit();
  });

  async function submit() {
    busy(true);
    try {
      const isAnother = session.begin(email.value, await api.login(email.value.trim(), password.value));
      password.value = "";
      say("");
      onSignedIn(isAnother);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      complain(reasonOf(error));
    } finally {
      busy(false);
    }
  }

  /** @param {Problem} problem */
  function reasonOf(problem) {
    const { title, detail } = sentencesOf(problem.facts, words);
    if (problem.facts.kind === "unauthorized" && !problem.facts.detail) return words("sign_in.wrong");
    return [title, detail].filter(Boolean).join(" — ");
  }

  /** @param {string} sentence */
  function complain(sentence) {
    say(sentence);
    const first = email.value.trim() ? password : email;
    first.focus();
  }

  /** @param {string} sentence */
  function say(sentence) {
    notice.textContent = sentence;
    notice.hidden = !sentence;
  }

  /** @param {boolean} isBusy */
  function busy(isBusy) {
    button.disabled = isBusy;
    button.textContent = words(isBusy ? "sign_in.submitting" : "sign_in.submit");
  }

  return {
    /** @param {boolean} isAgain Whether a conversation waits behind the form. */
    show(isAgain) {
      byId("sign-in").hidden = false;
      say(isAgain ? words("sign_in.again") : "");
      email.value = isAgain ? (session.person() ?? email.value) : "";
      (email.value ? password : email).focus();
    },
    hide() {
      byId("sign-in").hidden = true;
    },
  };
}
