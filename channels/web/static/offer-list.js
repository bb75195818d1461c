// A list to choose from: numbered buttons, a way out, and the time that is left. The service decides; this only shows and asks.

import { announce, element } from "./dom.js";

/** @typedef {import("./conversation.js").Said} Said */
/** @typedef {import("./conversation.js").ListState} ListState */

const SOON = 30_000;

/**
 * @typedef {object} OfferList
 * @property {HTMLElement} node
 * @property {() => boolean} isLive
 * @property {() => number} size
 * @property {(state: ListState, choice?: number) => void} become
 * @property {(choice: number) => void} choose
 * @property {(step: 1 | -1 | "first" | "last") => void} move Focus, along the buttons.
 * @property {() => void} tick Called every second while the list is live.
 */

/**
 * @param {object} parts
 * @param {Said} parts.said With candidates and an offer.
 * @param {import("./words.js").Words} parts.words
 * @param {() => number} parts.now
 * @param {(choice: number | "cancel", list: OfferList) => void} parts.onChoice
 * @param {() => void} parts.onChange The state, which is part of `said`, has changed.
 * @returns {OfferList}
 */
export function createOfferList({ said, words, now, onChoice, onChange }) {
  const offer = /** @type {import("./conversation.js").Offer} */ (said.offer);
  const candidates = said.candidates ?? [];
  const state = element("p", { class: "offer-state" });
  const timer = element("span", { class: "offer-timer", role: "timer", "aria-live": "off" });
  const keys = element("span", { class: "offer-keys" }, keysHint(candidates.length, words));
  const cancel = element("button", { type: "button", class: "offer-cancel", onclick: () => press("cancel") }, words("list.cancel"));
  const buttons = candidates.map((candidate) =>
    candidateButton(candidate, words, () => press(candidate.position)),
  );
  const foot = element("div", { class: "offer-foot" }, cancel, keys, timer);
  const node = element(
    "div",
    { class: "offer", role: "group", "aria-label": words("list.label") },
    element("ol", { role: "list" }, ...buttons.map((button) => element("li", {}, button))),
    foot,
    state,
  );
  let hasWarned = false;

  const list = { node, isLive: () => offer.state === "live", size: () => candidates.length, become, choose: press, move, tick };

  /** @param {number | "cancel"} choice */
  function press(choice) {
    tick();
    if (offer.state !== "live") return;
    if (choice !== "cancel" && !candidates.some((candidate) => candidate.position === choice)) return;
    become("sent");
    onChoice(choice, list);
  }

  /** @param {ListState} next @param {number} [choice] */
  function become(next, choice) {
    offer.state = next;
    if (choice !== undefined) offer.choice = choice;
    onChange();
    show();
  }

  function show() {
    const isLive = offer.state === "live";
    node.dataset.state = offer.state;
    for (const button of [...buttons, cancel]) /** @type {HTMLButtonElement} */ (button).disabled = !isLive;
    buttons.forEach((button, index) => button.classList.toggle("is-chosen", candidates[index].position === offer.choice));
    foot.hidden = !isLive;
    state.textContent = isLive ? "" : stateSentence(offer, words);
    if (isLive) tellTime(remaining());
  }

  function remaining() {
    if (offer.expires_at === null) return Infinity;
    const left = Date.parse(offer.expires_at) - now();
    return Number.isNaN(left) ? 0 : left;
  }

  function tick() {
    if (offer.state !== "live") return;
    const left = remaining();
    if (left <= 0) {
      keepFocusNear();
      become("expired");
      announce(words("list.expired"));
      return;
    }
    tellTime(left);
    node.classList.toggle("is-ending", left <= SOON);
    if (left <= SOON && !hasWarned) {
      hasWarned = true;
      announce(words("list.expires_soon"));
    }
  }

  /** @param {number} left */
  function tellTime(left) {
    timer.textContent = Number.isFinite(left) ? words("list.expires", { time: clockTime(left) }) : "";
  }

  /** A disabled button drops the focus to the top of the page; the message field is where one goes on. */
  function keepFocusNear() {
    if (node.contains(document.activeElement)) document.getElementById("message")?.focus();
  }

  /** @param {1 | -1 | "first" | "last"} step */
  function move(step) {
    const all = /** @type {HTMLElement[]} */ ([...buttons, cancel]);
    const current = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const last = all.length - 1;
    const target = step === "first" ? 0 : step === "last" ? buttons.length - 1 : Math.min(last, Math.max(0, current + step));
    all[target].focus();
  }

  show();
  return list;
}

/** @param {import("./conversation.js").Candidate} candidate @param {import("./words.js").Words} words @param {() => void} onPress */
function candidateButton(candidate, words, onPress) {
  const { category, version, year } = candidate;
  const facts = [
    category?.replaceAll("-", " "),
    version && words("list.version", { version }),
    year && String(year),
  ].filter(Boolean);
  return element(
    "button",
    { type: "button", class: "candidate", "data-position": candidate.position, onclick: onPress },
    element("span", { class: "candidate-number" }, String(candidate.position)),
    " ",
    element(
      "span",
      { class: "candidate-words" },
      element("span", { class: "candidate-title" }, candidate.title),
      facts.length > 0 && " ",
      facts.length > 0 && element("span", { class: "candidate-facts" }, facts.join(" · ")),
      candidate.summary && " ",
      candidate.summary && element("span", { class: "candidate-summary" }, candidate.summary),
    ),
  );
}

/** @param {number} count @param {import("./words.js").Words} words */
function keysHint(count, words) {
  return count === 1 ? words("list.keys_one") : words("list.keys", { count });
}

/** @param {import("./conversation.js").Offer} offer @param {import("./words.js").Words} words */
function stateSentence(offer, words) {
  if (offer.state === "sent") return "";
  return words(`list.${offer.state}`, { choice: offer.choice ?? "" });
}

/** @param {number} milliseconds */
function clockTime(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
