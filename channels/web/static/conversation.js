// The conversation of this tab: an id, and what was said, kept through reloads. Never a document's text.

import { newId, tabKeep } from "./keep.js";

const KEY = "conversation";
const DRAFT = "draft";
const LONGEST = 200;

/**
 * @typedef {object} Card What a command became, as far as a reload must show it again.
 * @property {string} key
 * @property {"command" | "scheduling"} kind
 * @property {import("./commands.js").CommandState} state
 * @property {import("./command-rules.js").Command | null} command
 * @property {string} [title] Of the document that was opened.
 */

/**
 * @typedef {object} Candidate
 * @property {number} position
 * @property {string} document_id
 * @property {string} title
 * @property {string} [category]
 * @property {string} [summary]
 * @property {string | number} [version]
 * @property {number} [year]
 */

/** @typedef {"live" | "sent" | "chosen" | "cancelled" | "superseded" | "moved" | "expired" | "closed"} ListState */

/**
 * @typedef {object} Offer
 * @property {string} id The pending action that an answer must name.
 * @property {string | null} expires_at Null: only the service knows.
 * @property {ListState} state
 * @property {number} [choice]
 */

/**
 * @typedef {object} Said
 * @property {"person" | "noa"} from
 * @property {string} text
 * @property {string} [shown] What the bubble shows, where that is more than what was sent.
 * @property {string} [messageId] Stays the same for as long as this message is tried.
 * @property {"text" | "voice"} [modality]
 * @property {string} [pendingActionId]
 * @property {"sending" | "sent" | "failed"} [status]
 * @property {import("./problem.js").ProblemFacts} [problem]
 * @property {string} [turnId]
 * @property {Candidate[]} [candidates]
 * @property {Offer | null} [offer]
 * @property {Card[]} [cards]
 */

/**
 * @typedef {object} Conversation
 * @property {() => string} id
 * @property {() => Said[]} said
 * @property {(said: Said) => Said} add
 * @property {() => void} save After a change in what was said.
 * @property {() => void} restart
 * @property {() => string} draft
 * @property {(text: string) => void} keepDraft
 */

/** @returns {Conversation} */
export function createConversation() {
  let held = restored() ?? fresh();

  const save = () => tabKeep.set(KEY, held);
  return {
    id: () => held.id,
    said: () => held.said,
    add(said) {
      held.said.push(said);
      held.said.splice(0, held.said.length - LONGEST);
      save();
      return said;
    },
    save,
    restart() {
      held = fresh();
      save();
    },
    draft: () => tabKeep.get(DRAFT) ?? "",
    keepDraft: (text) => (text ? tabKeep.set(DRAFT, text) : tabKeep.remove(DRAFT)),
  };
}

/** @returns {{id: string, said: Said[]}} */
function fresh() {
  return { id: newId(), said: [] };
}

/** @returns {{id: string, said: Said[]} | null} */
function restored() {
  const held = tabKeep.get(KEY);
  if (typeof held?.id !== "string" || !Array.isArray(held.said)) return null;
  held.said.forEach(resumed);
  return held;
}

/**
 * What was under way when the page closed has an unknown end: a message may be sent again under its id, a command is never run again.
 * @param {Said} said
 */
function resumed(said) {
  if (said.status === "sending") {
    said.status = "failed";
    said.problem = { kind: "interrupted" };
  }
  if (said.offer?.state === "sent") said.offer.state = "live";
  for (const card of said.cards ?? []) if (card.state === "running") card.state = "elsewhere";
}
