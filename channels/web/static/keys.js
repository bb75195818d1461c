// The keyboard of a live list: digits choose, arrows move, Escape goes back to the message field.

import { byId } from "./dom.js";

/**
 * @param {object} parts
 * @param {import("./composer.js").Composer} parts.composer
 * @param {() => import("./offer-list.js").OfferList | null} parts.liveList
 */
export function bindKeys({ composer, liveList }) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const list = liveList();
    const place = placeOf(event.target, list);
    if (list && place && obey(event, list, place)) event.preventDefault();
    else if (event.key === "Escape" && byId("conversation").contains(/** @type {Node} */ (event.target))) composer.focus();
  });

  /**
   * Digits and arrows belong to the list only where they cannot be meant as text.
   * @param {EventTarget | null} target @param {import("./offer-list.js").OfferList | null} list
   */
  function placeOf(target, list) {
    if (list?.node.contains(/** @type {Node} */ (target))) return "list";
    if (target === byId("message")) return composer.text() === "" ? "field" : null;
    return target === document.body || target === byId("log") ? "page" : null;
  }

  /** @param {KeyboardEvent} event @param {import("./offer-list.js").OfferList} list @param {string} place */
  function obey(event, list, place) {
    if (/^[1-9]$/.test(event.key)) return chooseBy(event, list);
    if (place === "page") return false;
    if (event.key === "ArrowDown") return list.move(place === "list" ? 1 : "first"), true;
    if (event.key === "ArrowUp") return list.move(place === "list" ? -1 : "last"), true;
    if (place === "list" && event.key === "Home") return list.move("first"), true;
    if (place === "list" && event.key === "End") return list.move("last"), true;
    return false;
  }

  /** @param {KeyboardEvent} event @param {import("./offer-list.js").OfferList} list */
  function chooseBy(event, list) {
    const choice = Number(event.key);
    if (event.repeat || event.shiftKey || choice > list.size()) return false;
    list.choose(choice);
    return true;
  }
}
