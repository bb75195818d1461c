// One message's way: shown, sent under one id for as long as it takes, answered, and its commands carried out.

import { plainText, readableText } from "./bubble.js";
import { opensDocument } from "./command-rules.js";
import { newId } from "./keep.js";
import { Problem } from "./problem.js";
import { settleOffers } from "./settle-offers.js";

/** @typedef {import("./conversation.js").Said} Said */
/** @typedef {import("./conversation.js").Card} Card */

/**
 * @param {object} parts
 * @param {import("./api.js").Api} parts.api
 * @param {import("./conversation.js").Conversation} parts.conversation
 * @param {import("./commands.js").Executor} parts.executor
 * @param {ReturnType<typeof import("./transcript.js").createTranscript>} parts.transcript
 * @param {string} parts.locale
 * @param {() => void} parts.onUnauthorized
 * @param {(text: string) => void} parts.onAnswer
 */
export function createChat({ api, conversation, executor, transcript, locale, onUnauthorized, onAnswer }) {
  let isWaiting = false;
  /** @type {Said | null} What a lapsed session held up. */
  let heldUp = null;

  /** @param {Pick<Said, "text" | "shown" | "modality" | "pendingActionId">} message */
  function ask(message) {
    if (isWaiting) return false;
    const said = conversation.add({ from: "person", ...message, messageId: newId(), status: "sending" });
    transcript.show(said);
    void deliver(said);
    return true;
  }

  /** @param {Said} said */
  function retry(said) {
    if (isWaiting || said.status !== "failed") return;
    update(said, { status: "sending", problem: undefined });
    void deliver(said);
  }

  /** @param {Said} said */
  async function deliver(said) {
    const conversationId = conversation.id();
    wait(true);
    try {
      const answer = await api.chat(requestOf(said, conversationId));
      if (conversation.id() === conversationId) receive(answer, said);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (conversation.id() === conversationId) fail(said, error);
    } finally {
      if (conversation.id() === conversationId) wait(false);
    }
  }

  /** @param {Said} said @param {string} conversationId */
  function requestOf(said, conversationId) {
    return {
      conversation_id: conversationId,
      message_id: said.messageId,
      text: said.text,
      ...(said.pendingActionId ? { pending_action_id: said.pendingActionId } : {}),
      modality: said.modality,
      locale,
      ui_context: { route: location.pathname },
    };
  }

  /** @param {any} answer @param {Said} asked */
  function receive(answer, asked) {
    update(asked, { status: "sent" });
    settleOffers(transcript.offers(), answer, asked);
    const said = conversation.add(saidBy(answer));
    transcript.wait(false);
    transcript.show(said);
    // Read aloud whole: who listens needs the list, too.
    onAnswer(plainText(answer.text));
    void executor.run(answer, (report) => showReport(said, report));
  }

  /** @param {Said} said @param {Problem} problem */
  function fail(said, problem) {
    update(said, { status: "failed", problem: problem.facts });
    for (const { said: offered, list } of transcript.offers()) if (offered.offer?.state === "sent") list.become("live");
    if (problem.facts.kind !== "unauthorized") return;
    heldUp = said;
    onUnauthorized();
  }

  /** @param {Said} said @param {Partial<Said>} change */
  function update(said, change) {
    Object.assign(said, change);
    conversation.save();
    transcript.refresh(said);
  }

  /** @param {Said} said @param {import("./commands.js").CommandReport} report */
  function showReport(said, report) {
    // A type that this page does not know is ignored in silence, as every frontend of this protocol does.
    if (report.state === "refused" && report.reason === "type") return;
    const known = said.cards?.find((card) => card.key === report.key && card.kind === "command");
    /** @type {Card} */
    const card = known ?? { key: report.key, kind: "command", state: report.state, command: kept(report.command) };
    card.state = report.state;
    if (report.result?.title) card.title = report.result.title;
    if (!known) said.cards?.push(card);
    conversation.save();
    if (known) transcript.refreshCard(card);
    else transcript.addCard(said, card);
  }

  /** @param {boolean} waits */
  function wait(waits) {
    isWaiting = waits;
    transcript.wait(waits);
  }

  return {
    ask,
    retry,
    isWaiting: () => isWaiting,
    /** After signing in again as the same person: what was held up goes out, under its own id. */
    resume() {
      const said = heldUp;
      heldUp = null;
      if (said) retry(said);
    },
    restart() {
      heldUp = null;
      wait(false);
      conversation.restart();
      transcript.restore([]);
    },
    /** @param {Card} card @param {Said} said */
    accept: (card, said) => card.command && executor.accept(card.key, card.command, (report) => showReport(said, report)),
  };
}

/** @param {any} answer @returns {Said} */
function saidBy(answer) {
  const candidates = Array.isArray(answer.candidates) ? answer.candidates.map(listed) : [];
  const pending = answer.pending_action;
  const isOffer = candidates.length > 0 && typeof pending?.id === "string";
  return {
    from: "noa",
    turnId: String(answer.turn_id ?? ""),
    text: readableText(plainText(answer.text), candidates),
    candidates,
    offer: isOffer ? { id: pending.id, expires_at: pending.expires_at ?? null, state: "live" } : null,
    cards: answer.metadata?.trigger_scheduling === true ? [{ key: "scheduling", kind: "scheduling", state: "executed", command: null }] : [],
  };
}

/** Only what a list shows is kept. @param {any} candidate @returns {import("./conversation.js").Candidate} */
function listed({ position, document_id, title, category, summary, version, year }) {
  return { position: Number(position), document_id, title: String(title ?? ""), category, summary, version, year };
}

/** Of a command, what a card needs: nothing that a payload may carry beyond its ids. @param {import("./commands.js").Command | null} command */
function kept(command) {
  if (!command) return null;
  const { type, target, label, fallbackRoute, payload } = command;
  const ids = opensDocument(type) ? { document_id: payload?.document_id, confirmed: payload?.confirmed } : {};
  return { type, target, label, fallbackRoute, payload: { ...ids, execution_id: payload?.execution_id } };
}
