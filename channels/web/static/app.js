// The page, put together: who is signed in, what was said, and which part hears of what.

import { createApi } from "./api.js";
import { createChat } from "./chat.js";
import { createExecutor } from "./commands.js";
import { opensDocument } from "./command-rules.js";
import { createComposer } from "./composer.js";
import { createConversation } from "./conversation.js";
import { createDocumentPane } from "./document-pane.js";
import { announce, byId } from "./dom.js";
import { createExecutions } from "./executions.js";
import { bindKeys } from "./keys.js";
import { createSession } from "./session.js";
import { createSignIn } from "./sign-in.js";
import { createTranscript } from "./transcript.js";
import { createMicrophone, createSpeaker } from "./voice.js";
import { loadWords } from "./words.js";

const locale = document.documentElement.lang;
const words = await loadWords(locale);
const session = createSession();
const conversation = createConversation();
const executions = createExecutions();
const speaker = createSpeaker(locale);
const api = createApi({ locale, token: session.token });

const composer = createComposer({
  words,
  draft: conversation.draft(),
  onDraft: conversation.keepDraft,
  onSend(text, modality) {
    speaker.hush();
    return chat.ask({ text, modality });
  },
});

const pane = createDocumentPane({ api, words, onProblem: watchSession, onClosed: composer.ready });

const executor = createExecutor({
  executions,
  receipt: api.receipt,
  perform: (command) => (opensDocument(command.type) ? pane.open(openingOf(command)) : undefined),
});

const transcript = createTranscript({
  words,
  now: api.now,
  onChange: conversation.save,
  onChoice: choose,
  onRetry: (said) => chat.retry(said),
  onEdit(said) {
    composer.put(said.text);
    composer.focus();
  },
  onReopen: reopen,
  onAccept: (card, said) => chat.accept(card, said),
});

const chat = createChat({ api, conversation, executor, transcript, locale, onUnauthorized: lapse, onAnswer: speaker.say });

const signIn = createSignIn({
  api,
  session,
  words,
  onSignedIn(isAnother) {
    if (isAnother) forget();
    enter();
    chat.resume();
  },
});

/** @param {number | "cancel"} choice @param {import("./conversation.js").Said} said */
function choose(choice, said) {
  const picked = said.candidates?.find((candidate) => candidate.position === choice);
  const sent = chat.ask({
    text: picked ? String(choice) : words("list.cancel_text"),
    shown: picked ? `${choice}. ${picked.title}` : words("list.cancel"),
    modality: "text",
    pendingActionId: said.offer?.id,
  });
  if (sent) return composer.ready();
  // Another message is still under way: the list stays open to a later choice.
  transcript.offers().find((offered) => offered.said === said)?.list.become("live");
  composer.say(words("composer.wait"));
}

/** @param {import("./conversation.js").Card} card */
async function reopen(card) {
  if (!card.command) return;
  try {
    card.title = (await pane.open(openingOf(card.command))).title;
    card.state = "executed";
    conversation.save();
    transcript.refreshCard(card);
  } catch {
    // The pane has said what is wrong, and offers to try again.
  }
}

/** @param {import("./command-rules.js").Command} command */
function openingOf(command) {
  return { documentId: String(command.payload?.document_id), executionId: String(command.payload?.execution_id) };
}

/** @param {import("./problem.js").Problem} problem */
function watchSession(problem) {
  if (problem.facts.kind === "unauthorized") lapse();
}

/** The token is over; the conversation and the draft wait behind the form. */
function lapse() {
  session.lapse();
  present(false);
  signIn.show(true);
}

function enter() {
  signIn.hide();
  present(true);
  composer.ready();
}

/** Everything of the person who was here. */
function forget() {
  speaker.hush();
  pane.close();
  composer.clear();
  chat.restart();
}

/** @param {boolean} isSignedIn */
function present(isSignedIn) {
  byId("workspace").hidden = !isSignedIn;
  byId("skip").hidden = !isSignedIn;
  byId("new-conversation").hidden = !isSignedIn;
  byId("sign-out").hidden = !isSignedIn;
  byId("speak-aloud").hidden = !isSignedIn || !speaker.isPossible;
}

byId("new-conversation").addEventListener("click", () => {
  pane.close();
  chat.restart();
  composer.ready();
});
byId("sign-out").addEventListener("click", () => {
  forget();
  session.end();
  present(false);
  signIn.show(false);
});
for (const example of document.querySelectorAll(".example")) {
  example.addEventListener("click", () => {
    if (chat.ask({ text: String(example.textContent), modality: "text" })) composer.ready();
  });
}
addEventListener("offline", () => announce(words("page.offline")));
addEventListener("online", () => announce(words("page.online")));
executions.onElsewhere((key) => {
  for (const card of transcript.cardsOf(key).filter(({ state }) => state === "offered")) {
    card.state = "elsewhere";
    conversation.save();
    transcript.refreshCard(card);
  }
});
bindKeys({ composer, liveList: transcript.liveList });
createMicrophone({ locale, words, onHeard: composer.hear, say: composer.say });

transcript.restore(conversation.said());
if (session.token()) enter();
else signIn.show(conversation.said().length > 0 && session.person() !== null);
