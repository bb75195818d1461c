// The message field: Enter sends, Shift+Enter breaks the line, and what is written survives reloads and sign-ins.

import { byId } from "./dom.js";

const LONGEST = 4000;
const TELL_FROM = 400;
const MOST_ROWS = 8;
const TOUCH = matchMedia("(hover: none) and (pointer: coarse)");

/**
 * @typedef {object} Composer
 * @property {() => string} text
 * @property {(text: string) => void} put Replaces what is written.
 * @property {(text: string) => void} hear Adds a transcript.
 * @property {() => void} clear
 * @property {() => void} focus
 * @property {() => void} ready Focus, where that does not raise a keyboard over what there is to read.
 * @property {(note: string) => void} say
 */

/**
 * @param {object} parts
 * @param {import("./words.js").Words} parts.words
 * @param {string} parts.draft
 * @param {(text: string) => void} parts.onDraft
 * @param {(text: string, modality: "text" | "voice") => boolean} parts.onSend False when it cannot be sent now.
 * @returns {Composer}
 */
export function createComposer({ words, draft, onDraft, onSend }) {
  const field = byId("message");
  const note = byId("composer-note");
  let wasHeard = false;

  byId("composer").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  field.addEventListener("input", changed);

  function submit() {
    const text = field.value.trim();
    if (!text) return field.focus();
    if (onSend(text, wasHeard ? "voice" : "text")) put("");
    else say(words("composer.wait"));
  }

  function changed() {
    if (!field.value.trim()) wasHeard = false;
    const left = LONGEST - field.value.length;
    say(left < TELL_FROM ? words("composer.left", { count: left }) : "");
    // Where the style sheet cannot size the field by its content, its rows do.
    field.rows = Math.min(MOST_ROWS, field.value.split("\n").length);
    onDraft(field.value);
  }

  /** @param {string} text */
  function put(text) {
    field.value = text.slice(0, LONGEST);
    changed();
  }

  /** @param {string} sentence */
  function say(sentence) {
    note.textContent = sentence;
  }

  put(draft);
  return {
    text: () => field.value,
    put,
    hear(text) {
      put([field.value.trim(), text].filter(Boolean).join(" "));
      wasHeard = true;
      field.focus();
    },
    clear: () => put(""),
    focus: () => field.focus(),
    ready: () => (TOUCH.matches ? byId("log") : field).focus({ preventScroll: true }),
    say,
  };
}
