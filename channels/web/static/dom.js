// Building the page out of nodes: text is always a text node, so nothing that arrives can become markup.

/**
 * @typedef {Node | string | null | undefined | false} Child
 */

/**
 * A new element. Attributes whose name begins with `on` are listeners; `true` sets an empty attribute; `false`, null and undefined set none.
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on") && typeof value === "function") {
      node.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (value !== false && value !== null && value !== undefined) {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(...nodes(...children));
  return node;
}

/**
 * The children that are there.
 * @param {...Child} children
 * @returns {(Node | string)[]}
 */
export function nodes(...children) {
  return children.flatMap((child) => (child === false || child === null || child === undefined ? [] : [child]));
}

/**
 * The element of the shell with that id; a missing one is a mistake in the shell, and says so.
 * @param {string} id
 * @returns {any}
 */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`the shell has no #${id}`);
  return node;
}

/** @param {string} text Words for screen readers, said once and politely. */
export function announce(text) {
  const announcer = byId("announcer");
  // Two equal sentences in a row are two announcements: the no-break space makes the second one a change.
  announcer.textContent = announcer.textContent === text ? `${text}\u00a0` : text;
}
