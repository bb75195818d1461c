// Speech through the browser's own means: what is heard goes into the message field, where the person sees it first.

import { byId } from "./dom.js";
import { browserKeep } from "./keep.js";

const KEY = "speak_aloud";

/**
 * @param {object} parts
 * @param {string} parts.locale
 * @param {import("./words.js").Words} parts.words
 * @param {(text: string) => void} parts.onHeard A final transcript.
 * @param {(note: string) => void} parts.say A short note beside the message field.
 */
export function createMicrophone({ locale, words, onHeard, say }) {
  const button = byId("microphone");
  const Recognition = /** @type {any} */ (window).SpeechRecognition ?? /** @type {any} */ (window).webkitSpeechRecognition;
  if (!Recognition) return;

  /** @type {any} */
  let listening = null;
  button.hidden = false;
  button.addEventListener("click", () => (listening ? listening.stop() : listen()));

  function listen() {
    const recognition = new Recognition();
    let outcome = words("voice.nothing");
    Object.assign(recognition, { lang: locale, interimResults: true, continuous: false, maxAlternatives: 1 });
    recognition.onresult = (/** @type {any} */ event) => {
      const results = Array.from(event.results).slice(event.resultIndex);
      const said = results.map((/** @type {any} */ result) => result[0].transcript).join(" ").trim();
      if (!results.every((/** @type {any} */ result) => result.isFinal)) return say(said);
      onHeard(said);
      outcome = words("voice.review");
    };
    recognition.onerror = (/** @type {any} */ event) => {
      outcome = reasonOf(event.error);
    };
    recognition.onend = () => {
      show(null);
      say(outcome);
    };
    show(recognition);
    say(words("voice.listening"));
    recognition.start();
  }

  /** @param {string} error */
  function reasonOf(error) {
    if (error === "not-allowed" || error === "service-not-allowed") return words("voice.denied");
    return error === "no-speech" || error === "aborted" ? words("voice.nothing") : words("voice.failed");
  }

  /** @param {any} recognition */
  function show(recognition) {
    listening = recognition;
    const label = words(recognition ? "voice.stop" : "voice.start");
    button.setAttribute("aria-pressed", String(Boolean(recognition)));
    button.setAttribute("aria-label", label);
    button.title = label;
  }
}

/**
 * Reads Nôa's answers aloud where the person asked for it. Documents are never read aloud.
 * @param {string} locale
 */
export function createSpeaker(locale) {
  const button = byId("speak-aloud");
  const isPossible = "speechSynthesis" in window;
  let isOn = isPossible && browserKeep.get(KEY) === true;

  const show = () => button.setAttribute("aria-pressed", String(isOn));
  button.addEventListener("click", () => {
    isOn = !isOn;
    browserKeep.set(KEY, isOn);
    if (!isOn) speechSynthesis.cancel();
    show();
  });
  show();

  return {
    isPossible,
    /** @param {string} text */
    say(text) {
      if (!isOn || !text) return;
      speechSynthesis.cancel();
      speechSynthesis.speak(Object.assign(new SpeechSynthesisUtterance(text), { lang: locale }));
    },
    hush: () => isPossible && speechSynthesis.cancel(),
  };
}
