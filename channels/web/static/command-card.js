// What became of a command, as a calm card in the conversation; a document's card opens it again.

import { element } from "./dom.js";
import { opensDocument } from "./command-rules.js";

/** @typedef {import("./conversation.js").Card} Card */
/** @typedef {import("./words.js").Words} Words */

/**
 * @param {object} parts
 * @param {Card} parts.card
 * @param {Words} parts.words
 * @param {(card: Card) => void} parts.onReopen
 * @param {(card: Card) => void} parts.onAccept
 */
export function createCommandCard({ card, words, onReopen, onAccept }) {
  const title = element("p", { class: "card-title" });
  const text = element("p", { class: "card-text" });
  const button = element("button", { type: "button", class: "small-button" });
  const node = element("div", { class: "card" }, element("div", { class: "card-words" }, title, text), button);
  button.addEventListener("click", () => (card.state === "offered" ? onAccept(card) : onReopen(card)));

  function refresh() {
    const isDocument = opensDocument(card.command?.type);
    node.dataset.state = card.state;
    title.textContent = titleOf(card, words);
    text.textContent = textOf(card, isDocument, words);
    button.textContent = words(card.state === "offered" ? "command.run" : "command.open_again");
    button.hidden = card.state !== "offered" && !(isDocument && card.state !== "running");
  }

  refresh();
  return { node, refresh };
}

/** @param {Words} words */
export function schedulingCard(words) {
  return element(
    "div",
    { class: "card", "data-state": "scheduling" },
    element(
      "div",
      { class: "card-words" },
      element("p", { class: "card-title" }, words("command.scheduling")),
      element("p", { class: "card-text" }, words("command.scheduling_text")),
    ),
  );
}

/** @param {Card} card @param {Words} words */
function titleOf(card, words) {
  const command = card.command;
  if (!command) return words("command.refused");
  if (opensDocument(command.type)) return card.title ?? command.label ?? words("command.document");
  return words(`command.${command.type.replace("-", "_")}`, { target: command.target ?? "" });
}

/** @param {Card} card @param {boolean} isDocument @param {Words} words */
function textOf(card, isDocument, words) {
  if (!card.command) return "";
  if (card.state === "offered") return words("command.offered");
  return isDocument ? documentText(card.state, words) : errandText(card.state, words);
}

/** @param {Card["state"]} state @param {Words} words */
function documentText(state, words) {
  if (state === "running") return words("command.document_opening");
  if (state === "executed") return words("command.document_opened");
  return words(state === "failed" ? "command.document_failed" : "command.document_elsewhere");
}

/** @param {Card["state"]} state @param {Words} words */
function errandText(state, words) {
  if (state === "failed") return words("command.failed");
  return words(state === "elsewhere" ? "command.already" : "command.not_here");
}
