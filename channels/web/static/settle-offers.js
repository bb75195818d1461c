// What an answer means for the lists shown before it: one law, in one place.

/** @typedef {import("./conversation.js").Said} Said */
/** @typedef {import("./conversation.js").ListState} ListState */

/**
 * @param {{said: Said, list: import("./offer-list.js").OfferList}[]} offers Oldest first.
 * @param {any} answer
 * @param {Said} asked What the answer answers.
 */
export function settleOffers(offers, answer, asked) {
  const open = offers.filter(({ said }) => said.offer?.state === "live" || said.offer?.state === "sent");
  const newest = open.at(-1);
  for (const { said, list } of open) {
    const isMeant = asked.pendingActionId ? said.offer?.id === asked.pendingActionId : said === newest?.said;
    const next = stateAfter(answer, said, isMeant, Boolean(asked.pendingActionId));
    list.become(next, next === "chosen" ? answer.selection : undefined);
  }
}

/**
 * @param {any} answer @param {Said} said @param {boolean} isMeant The message was about this list.
 * @param {boolean} wasNamed The message named its list.
 * @returns {ListState}
 */
function stateAfter(answer, said, isMeant, wasNamed) {
  const pendingId = answer.pending_action?.id;
  if (pendingId === said.offer?.id) return answer.candidates?.length ? "moved" : "live";
  const isSelection = answer.intent?.name === "SELECT" && answer.selection !== null && answer.selection !== undefined;
  if (isMeant && isSelection) return selectionState(answer);
  if (pendingId) return "superseded";
  return isMeant && wasNamed ? "closed" : "live";
}

/** A choice that brought nothing to carry out (expired, refused, derived text only) is told by the answer's own words. @param {any} answer */
function selectionState(answer) {
  if (answer.selection === "cancel") return "cancelled";
  return answer.app_commands?.length ? "chosen" : "closed";
}
