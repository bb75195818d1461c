// The document pane: fetches literal text for an execution, shows it with what identifies it, and forgets it when closed.

import { announce, byId, element } from "./dom.js";
import { createFindBar } from "./find-bar.js";
import { literalNodes } from "./literal-text.js";
import { Problem, sentencesOf } from "./problem.js";

const NARROW = matchMedia("(max-width: 899px)");
const HEADING_LEVEL = 3;

/** @typedef {{documentId: string, executionId: string}} Opening */

/**
 * @typedef {object} DocumentPane
 * @property {(opening: Opening) => Promise<{title: string}>} open Throws the Problem that it has shown.
 * @property {() => void} close
 * @property {() => boolean} isOpen
 */

/**
 * @param {object} parts
 * @param {import("./api.js").Api} parts.api
 * @param {import("./words.js").Words} parts.words
 * @param {(problem: Problem) => void} parts.onProblem
 * @param {() => void} parts.onClosed Where the focus goes next.
 * @returns {DocumentPane}
 */
export function createDocumentPane({ api, words, onProblem, onClosed }) {
  const pane = byId("document");
  const sheet = byId("document-scroll");
  const findBar = createFindBar(sheet, words);
  let opening = 0;
  let expectedPops = 0;

  byId("document-close").addEventListener("click", close);
  byId("document-print").addEventListener("click", () => window.print());
  NARROW.addEventListener("change", shade);
  addEventListener("popstate", () => {
    if (expectedPops > 0) expectedPops -= 1;
    else if (isOpen()) hide();
  });
  pane.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });

  const isOpen = () => document.body.dataset.document === "open";

  /** @param {Opening} wanted */
  async function open(wanted) {
    opening += 1;
    const mine = opening;
    reveal();
    fill(element("p", { class: "document-loading", role: "status" }, words("document.loading")));
    try {
      const literal = await api.literal(wanted.documentId, wanted.executionId);
      if (mine === opening) show(literal);
      return { title: String(literal.title ?? "") };
    } catch (error) {
      if (mine === opening && error instanceof Problem) complain(error, wanted);
      throw error;
    }
  }

  /** @param {any} literal */
  function show(literal) {
    const title = element("h2", { class: "document-title", tabindex: "-1" }, String(literal.title ?? ""));
    fill(...identification(literal, title, words), element("div", { class: "literal" }, literalNodes(String(literal.content ?? ""), HEADING_LEVEL)));
    findBar.show(true);
    title.focus({ preventScroll: true });
    sheet.scrollTop = 0;
    announce(words("document.opened", { title: String(literal.title ?? "") }));
  }

  /** @param {Problem} problem @param {Opening} wanted */
  function complain(problem, wanted) {
    const { title, detail } = sentencesOf(problem.facts, words);
    const heading = element("h2", { class: "document-title", tabindex: "-1" }, words("document.failed"));
    const again = () => open(wanted).catch(() => {});
    fill(
      element("div", { class: "document-problem", role: "alert" }, heading, element("p", {}, title), detail && element("p", {}, detail)),
      element("button", { type: "button", class: "small-button", onclick: again }, words("document.retry")),
    );
    heading.focus({ preventScroll: true });
    onProblem(problem);
  }

  /** @param {...Node} nodes */
  function fill(...nodes) {
    findBar.show(false);
    sheet.replaceChildren(...nodes);
  }

  function reveal() {
    byId("document-empty").hidden = true;
    byId("document-open").hidden = false;
    if (!isOpen() && NARROW.matches) history.pushState({ document: true }, "");
    document.body.dataset.document = "open";
    shade();
  }

  function close() {
    if (!isOpen()) return;
    hide();
    // On a phone the pane is a step in the history, so that the phone's own back button closes it.
    if (history.state?.document) {
      expectedPops += 1;
      history.back();
    }
  }

  function hide() {
    opening += 1;
    fill();
    delete document.body.dataset.document;
    byId("document-empty").hidden = false;
    byId("document-open").hidden = true;
    shade();
    onClosed();
  }

  /** Behind a pane that covers it the conversation must be out of reach of the keyboard, too. */
  function shade() {
    byId("conversation").inert = isOpen() && NARROW.matches;
  }

  return { open, close, isOpen };
}

/** @param {any} literal @param {HTMLElement} title @param {import("./words.js").Words} words */
function identification(literal, title, words) {
  const facts = [
    ["document.category", literal.category],
    ["document.version", literal.version],
    ["document.id", literal.document_id],
  ];
  return [
    element("header", { class: "document-head" }, title, element("dl", { class: "document-facts" }, ...facts.map(([key, value]) => fact(key, value, words)))),
    element("p", { class: "document-notice", role: "note" }, String(literal.notice ?? "")),
  ];
}

/** @param {string} key @param {unknown} value @param {import("./words.js").Words} words */
function fact(key, value, words) {
  const isStated = value !== null && value !== undefined && value !== "";
  const name = element("dt", {}, words(key));
  return element("div", { "data-fact": key }, name, element("dd", {}, isStated ? String(value) : words("document.none")));
}
