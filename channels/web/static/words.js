// The words of the page in its language: one file per language, looked up by key.

/**
 * @callback Words
 * @param {string} key
 * @param {Record<string, string | number>} [slots]
 * @returns {string}
 */

/**
 * @param {string} locale
 * @returns {Promise<Words>}
 */
export async function loadWords(locale) {
  const answer = await fetch(`/static/messages/${locale}.json`);
  const words = await answer.json();
  return (key, slots = {}) => fill(words[key] ?? key, slots);
}

/**
 * @param {string} sentence
 * @param {Record<string, string | number>} slots
 */
function fill(sentence, slots) {
  return sentence.replace(/\{([a-z_]+)\}/g, (slot, name) => String(slots[name] ?? slot));
}
