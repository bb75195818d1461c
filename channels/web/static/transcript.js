// The conversation as it is seen: bubbles, lists and cards in order, and where the page scrolls to.

import { noaBubble, personBubble } from "./bubble.js";
import { createCommandCard, schedulingCard } from "./command-card.js";
import { byId, element } from "./dom.js";
import { createOfferList } from "./offer-list.js";

/** @typedef {import("./conversation.js").Said} Said */
/** @typedef {import("./conversation.js").Card} Card */
/** @typedef {import("./offer-list.js").OfferList} OfferList */

const MARGIN = 16;

/**
 * @param {object} parts
 * @param {import("./words.js").Words} parts.words
 * @param {() => number} parts.now
 * @param {() => void} parts.onChange What was said has changed and must be kept.
 * @param {(choice: number | "cancel", said: Said) => void} parts.onChoice
 * @param {(said: Said) => void} parts.onRetry
 * @param {(said: Said) => void} parts.onEdit
 * @param {(card: Card) => void} parts.onReopen
 * @param {(card: Card, said: Said) => void} parts.onAccept
 */
export function createTranscript({ words, now, onChange, onChoice, onRetry, onEdit, onReopen, onAccept }) {
  const log = byId("log");
  const scroll = byId("scroll");
  /** @type {Map<Said, {refresh: () => void}>} */
  const bubbles = new Map();
  /** @type {{said: Said, list: OfferList}[]} */
  let offers = [];
  /** @type {Map<Card, {refresh: () => void}>} */
  const cards = new Map();
  /** @type {Map<Said, HTMLElement>} */
  const cardPlaces = new Map();

  setInterval(() => offers.forEach(({ list }) => list.tick()), 1000);

  /** @param {Said} said */
  function show(said) {
    byId("welcome").hidden = true;
    log.append(said.from === "person" ? person(said) : noa(said));
    toEnd();
  }

  /** @param {Said} said */
  function person(said) {
    const bubble = personBubble({ said, words, onRetry, onEdit });
    bubbles.set(said, bubble);
    return bubble.node;
  }

  /** @param {Said} said */
  function noa(said) {
    const node = noaBubble(said.text, words);
    if (said.offer) node.append(offerOf(said).node);
    const place = element("div", { class: "cards" });
    node.append(place);
    cardPlaces.set(said, place);
    for (const card of said.cards ?? []) addCard(said, card);
    return node;
  }

  /** @param {Said} said */
  function offerOf(said) {
    const list = createOfferList({ said, words, now, onChange, onChoice: (choice) => onChoice(choice, said) });
    offers.push({ said, list });
    list.tick();
    return list;
  }

  /** @param {Said} said @param {Card} card */
  function addCard(said, card) {
    const made =
      card.kind === "scheduling"
        ? { node: schedulingCard(words), refresh: () => {} }
        : createCommandCard({ card, words, onReopen, onAccept: () => onAccept(card, said) });
    cards.set(card, made);
    cardPlaces.get(said)?.append(made.node);
    toEnd();
  }

  /** To the end, but never past the start of what the person asked last: a long list is read from its top. */
  function toEnd() {
    const asked = [...log.querySelectorAll(".from-person")].at(-1);
    const start = asked ? /** @type {HTMLElement} */ (asked).offsetTop - MARGIN : 0;
    scroll.scrollTo({ top: Math.min(start, scroll.scrollHeight) });
  }

  return {
    show,
    addCard,
    /** @param {Said} said */
    refresh: (said) => bubbles.get(said)?.refresh(),
    /** @param {Card} card */
    refreshCard: (card) => cards.get(card)?.refresh(),
    /** @param {string} key @returns {Card[]} */
    cardsOf: (key) => [...cards.keys()].filter((card) => card.key === key),
    offers: () => offers,
    liveList: () => offers.findLast(({ list }) => list.isLive())?.list ?? null,
    /** @param {boolean} isWaiting */
    wait(isWaiting) {
      byId("waiting").hidden = !isWaiting;
      if (isWaiting) toEnd();
    },
    /** @param {Said[]} everything */
    restore(everything) {
      log.setAttribute("aria-live", "off");
      log.replaceChildren();
      bubbles.clear();
      cards.clear();
      cardPlaces.clear();
      offers = [];
      byId("welcome").hidden = everything.length > 0;
      everything.forEach(show);
      // What is restored is not news; only what comes after it is read out.
      setTimeout(() => log.setAttribute("aria-live", "polite"), 300);
    },
  };
}
