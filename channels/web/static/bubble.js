// One message as it is seen: the person's with its fate, Nôa's with its text.

import { element, nodes } from "./dom.js";
import { sentencesOf } from "./problem.js";

/** @typedef {import("./conversation.js").Said} Said */

/**
 * @typedef {object} PersonBubble
 * @property {HTMLElement} node
 * @property {() => void} refresh After the status of what was said has changed.
 */

/**
 * @param {object} parts
 * @param {Said} parts.said
 * @param {import("./words.js").Words} parts.words
 * @param {(said: Said) => void} parts.onRetry
 * @param {(said: Said) => void} parts.onEdit
 * @returns {PersonBubble}
 */
export function personBubble({ said, words, onRetry, onEdit }) {
  const fate = element("div", { class: "fate" });
  const node = element("article", { class: "message from-person" }, author(words("log.you")), paragraph(said.shown ?? said.text), fate);

  function refresh() {
    node.dataset.status = said.status;
    fate.replaceChildren(...(said.status === "failed" && said.problem ? problemNodes(said.problem) : []));
  }

  /** @param {import("./problem.js").ProblemFacts} problem */
  function problemNodes(problem) {
    const { title, detail } = sentencesOf(problem, words);
    const retry = element("button", { type: "button", class: "small-button", onclick: () => onRetry(said) }, words("problem.retry"));
    // A message that was refused as it stands is not refused for good: the person may change it.
    const edit = problem.kind === "refused" &&
      element("button", { type: "button", class: "small-button", onclick: () => onEdit(said) }, words("problem.edit"));
    waitFor(/** @type {HTMLButtonElement} */ (retry), problem.retryAfter ?? 0, words);
    return nodes(
      element("p", { class: "fate-title" }, title),
      detail && element("p", { class: "fate-detail" }, detail),
      problem.code && element("p", { class: "fate-code" }, words("problem.code", { code: problem.code })),
      element("div", { class: "fate-actions" }, retry, edit),
    );
  }

  refresh();
  return { node, refresh };
}

/** @param {string} text @param {import("./words.js").Words} words */
export function noaBubble(text, words) {
  return element("article", { class: "message from-noa" }, author(words("log.noa")), text && paragraph(text));
}

/**
 * What the service wrote, without the tokens that speak to the page.
 * @param {unknown} text
 */
export function plainText(text) {
  return String(text ?? "")
    .replace(/\[TRIGGER_(?:SCHEDULING|ACTION)\]/g, "")
    .trim();
}

/**
 * The same without lines that the list repeats as buttons.
 * @param {string} text @param {import("./conversation.js").Candidate[]} candidates
 */
export function readableText(text, candidates) {
  const lines = text.split("\n").filter((line) => !candidates.some((candidate) => repeats(line, candidate)));
  return lines.join("\n").replace(/\n{3,}/g, "\n\n").trim();
}

/** @param {string} line @param {import("./conversation.js").Candidate} candidate */
function repeats(line, candidate) {
  const match = /^\s*(\d+)\s*[.):–-]\s*(.*)$/.exec(line);
  return match !== null && Number(match[1]) === candidate.position && match[2].includes(candidate.title);
}

/** @param {string} name */
function author(name) {
  return element("h2", { class: "author" }, name);
}

/** @param {string} text */
function paragraph(text) {
  return element("p", { class: "words" }, text);
}

/** @param {HTMLButtonElement} button @param {number} seconds @param {import("./words.js").Words} words */
function waitFor(button, seconds, words) {
  const until = Date.now() + seconds * 1000;
  const tell = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? words("problem.retry_in", { seconds: left }) : words("problem.retry");
    if (left > 0) setTimeout(tell, 500);
  };
  if (seconds > 0) tell();
}
