// Finding words in the open document: case and accents do not matter, and the marks never change the text.

import { element } from "./dom.js";

const MOST = 1000;

/**
 * @typedef {object} Finder
 * @property {(wanted: string) => number} search How many places were marked.
 * @property {(step: 1 | -1) => void} step
 * @property {() => {current: number, total: number}} place
 * @property {() => void} clear
 */

/**
 * @param {HTMLElement} root
 * @returns {Finder}
 */
export function createFinder(root) {
  /** @type {HTMLElement[]} */
  let marks = [];
  let current = -1;

  function clear() {
    for (const mark of marks) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent?.normalize();
    }
    marks = [];
    current = -1;
  }

  /** @param {number} index */
  function point(index) {
    marks[current]?.classList.remove("is-current");
    current = index;
    marks[current].classList.add("is-current");
    marks[current].scrollIntoView({ block: "center" });
  }

  return {
    search(wanted) {
      clear();
      const folded = fold(wanted.trim()).text;
      for (const node of folded ? textNodesIn(root) : []) {
        if (marks.length >= MOST) break;
        marks.push(...markIn(node, folded));
      }
      if (marks.length) point(0);
      return marks.length;
    },
    step: (step) => marks.length && point((current + step + marks.length) % marks.length),
    place: () => ({ current: current + 1, total: marks.length }),
    clear,
  };
}

/**
 * Text without case and accents, and for each of its characters the place it came from.
 * @param {string} text
 */
function fold(text) {
  let folded = "";
  /** @type {number[]} */
  const places = [];
  let place = 0;
  for (const character of text) {
    const plain = character.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    folded += plain;
    for (let count = 0; count < plain.length; count += 1) places.push(place);
    place += character.length;
  }
  places.push(place);
  return { text: folded, places };
}

/** @param {HTMLElement} root */
function textNodesIn(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const nodes = [];
  while (walker.nextNode()) nodes.push(/** @type {Text} */ (walker.currentNode));
  return nodes;
}

/** @param {Text} node @param {string} wanted @returns {HTMLElement[]} */
function markIn(node, wanted) {
  const { text, places } = fold(node.data);
  /** @type {[number, number][]} */
  const found = [];
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + wanted.length)) {
    found.push([places[at], places[at + wanted.length]]);
  }
  // From the end, so that the places before stay true while the node is cut.
  return found.reverse().map(([start, end]) => wrap(node, start, end)).reverse();
}

/** @param {Text} node @param {number} start @param {number} end */
function wrap(node, start, end) {
  const words = node.splitText(start);
  words.splitText(end - start);
  const mark = element("mark");
  words.replaceWith(mark);
  mark.append(words);
  return mark;
}
