// Literal text as nodes: headings, lists, tables and paragraphs of light markdown; everything else stays as it was written.

import { element } from "./dom.js";

const HEADING = /^(#{1,6})\s+(.+?)\s*#*$/;
const BULLET = /^\s*[-*•]\s+(.*)$/;
const NUMBERED = /^\s*(\d{1,4})[.)]\s+(.*)$/;
const TABLE = /^\s*\|.+\|\s*$/;
const RULE = /^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/;
const LOWEST_HEADING = 6;

/**
 * @param {string} content
 * @param {number} topLevel Level that `#` becomes.
 * @returns {DocumentFragment}
 */
export function literalNodes(content, topLevel) {
  const fragment = document.createDocumentFragment();
  const lines = content.replace(/\r\n?/g, "\n").split("\n");
  for (let start = 0; start < lines.length; ) {
    const kind = kindOf(lines[start]);
    const end = kind === "heading" || kind === "rule" ? start + 1 : endOf(lines, start, kind);
    const node = NODES[kind](lines.slice(start, end), topLevel);
    if (node) fragment.append(node);
    start = end;
  }
  return fragment;
}

/** @type {Record<string, (lines: string[], topLevel: number) => Node | null>} */
const NODES = {
  blank: () => null,
  rule: () => element("hr"),
  heading([line], topLevel) {
    const [, hashes, words] = /** @type {RegExpExecArray} */ (HEADING.exec(line));
    return element(`h${Math.min(LOWEST_HEADING, topLevel + hashes.length - 1)}`, {}, ...inline(words));
  },
  bullets: (lines) => element("ul", {}, ...itemsOf(lines, BULLET).map(([, words]) => element("li", {}, ...inline(words)))),
  // The number is the source's own, not the browser's count: this is literal text.
  numbers: (lines) =>
    element("ol", {}, ...itemsOf(lines, NUMBERED).map(([, value, words]) => element("li", { value }, ...inline(words)))),
  table: (lines) => element("div", { class: "literal-table", tabindex: "0" }, tableOf(lines)),
  paragraph: (lines) => element("p", {}, ...inline(lines.join("\n"))),
};

/** @param {string} line */
function kindOf(line) {
  if (!line.trim()) return "blank";
  if (HEADING.test(line)) return "heading";
  if (RULE.test(line)) return "rule";
  if (TABLE.test(line)) return "table";
  if (BULLET.test(line)) return "bullets";
  return NUMBERED.test(line) ? "numbers" : "paragraph";
}

/** @param {string[]} lines @param {number} start @param {string} kind */
function endOf(lines, start, kind) {
  let end = start + 1;
  while (end < lines.length && (kindOf(lines[end]) === kind || isContinued(lines[end], kind))) end += 1;
  return end;
}

/** An indented line below an item belongs to that item. @param {string} line @param {string} kind */
function isContinued(line, kind) {
  return (kind === "bullets" || kind === "numbers") && /^\s{2,}\S/.test(line) && kindOf(line) === "paragraph";
}

/** @param {string[]} lines @param {RegExp} pattern @returns {string[][]} */
function itemsOf(lines, pattern) {
  /** @type {string[][]} */
  const items = [];
  for (const line of lines) {
    const match = pattern.exec(line);
    if (match) items.push([...match]);
    else items[items.length - 1].push(`${items[items.length - 1].pop()}\n${line.trim()}`);
  }
  return items;
}

/** A line of dashes below the first makes that one the head. @param {string[]} lines */
function tableOf(lines) {
  const rows = lines.map((line) => line.trim().slice(1, -1).split("|").map((cell) => cell.trim()));
  const hasHead = rows[1]?.every((cell) => /^:?-+:?$/.test(cell)) ?? false;
  const row = (/** @type {string} */ tag) => (/** @type {string[]} */ cells) =>
    element("tr", {}, ...cells.map((cell) => element(tag, tag === "th" ? { scope: "col" } : {}, ...inline(cell))));
  const body = element("tbody", {}, ...rows.slice(hasHead ? 2 : 0).map(row("td")));
  return element("table", {}, hasHead && element("thead", {}, row("th")(rows[0])), body);
}

/** `**strong**`, and nothing else. @param {string} text */
function inline(text) {
  return text.split(/(\*\*[^*\n]+\*\*)/).map((part) =>
    /^\*\*[^*\n]+\*\*$/.test(part) ? element("strong", {}, part.slice(2, -2)) : part,
  );
}
