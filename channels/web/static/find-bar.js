// The find field of the document pane: types, counts, steps; Escape empties it.

import { byId } from "./dom.js";
import { createFinder } from "./find-in-text.js";

/**
 * @param {HTMLElement} sheet
 * @param {import("./words.js").Words} words
 */
export function createFindBar(sheet, words) {
  const finder = createFinder(sheet);
  const field = byId("find-text");
  const steps = [byId("find-previous"), byId("find-next")];

  field.addEventListener("input", () => {
    finder.search(field.value);
    tell();
  });
  field.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape" && field.value) empty();
    else return;
    event.preventDefault();
  });
  byId("find-previous").addEventListener("click", () => go(-1));
  byId("find-next").addEventListener("click", () => go(1));

  /** @param {1 | -1} step */
  function go(step) {
    finder.step(step);
    tell();
  }

  function empty() {
    field.value = "";
    finder.clear();
    tell();
  }

  function tell() {
    const { current, total } = finder.place();
    const isAsked = field.value.trim() !== "";
    byId("find-count").textContent = !isAsked ? "" : total ? words("find.count", { current, total }) : words("find.none");
    for (const step of steps) step.disabled = total === 0;
  }

  return {
    /** @param {boolean} isThere Whether there is a text to search in. */
    show(isThere) {
      empty();
      byId("find").hidden = !isThere;
      byId("document-print").hidden = !isThere;
    },
  };
}
