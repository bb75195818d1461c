"""What may happen to people and their lists, in any order: a state machine over a service on real stores."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.world import COLLEAGUE, PROFESSIONAL, STRANGER, message_id

PEOPLE = {PROFESSIONAL: "demo", COLLEAGUE: "demo", STRANGER: "outra"}
WORDS_THAT_ASK = ("abre o protocolo de dosagem", "abre o roteiro da safira noturna", "quais documentos tem?")
WORDS_THAT_CHOOSE = {"1": 1, "o segundo": 2, "abre o 3": 3, "o 2": 2, "quero o 1": 1, "documento 4": 4, "o 5": 5}
WORDS_THAT_DO_NOT = ("o 9", "talvez o 1", "o 2 não", "tanto faz", "1 ou 2", "oi", "quero 2 consultas", "o mais recente")
DOCUMENTS = ("protocolo-dosagem-cbd-v1", "protocolo-dosagem-cbd-v2", "roteiro-safira", "protocolo-alheio")
TYPES = ("profissional", "profissional", "profissional", "admin", "paciente", "aluno", "visitante")

people = st.sampled_from((PROFESSIONAL, PROFESSIONAL, PROFESSIONAL, COLLEAGUE, STRANGER))
conversations = st.sampled_from(("primeira", "primeira", "segunda"))
choices = st.sampled_from(sorted(WORDS_THAT_CHOOSE))


class Conversations(RuleBasedStateMachine):
    """Says, changes and breaks things; after every step the database must account for every execution.

    `world` is set by the test. The model knows of each conversation the list that was shown last and whether it can
    still be chosen from; `told` are the executions that answers told of.
    """

    world = None

    @initialize(email=people, conversation=conversations, ask=st.sampled_from(WORDS_THAT_ASK), words=choices)
    def begin(self, email, conversation, ask, words):
        self.world.begin_anew()
        self.shown, self.live, self.older, self.told, self.said = {}, {}, [], {}, []
        self.types = dict.fromkeys(PEOPLE, "profissional")
        self.touched = set()
        self.ask_and_choose(email, conversation, ask, words)
        self.ask(email, conversation, ask)

    @rule(email=people, conversation=conversations, words=st.sampled_from(WORDS_THAT_ASK))
    def ask(self, email, conversation, words):
        """Naming opens nothing, unless the words name one title of the list that waits: that is a choice from it."""
        before = self.shown.get((email, conversation))
        answer = self.say(email, conversation, words)
        if answer is None or answer.intent != "SELECT":
            assert answer is None or answer["app_commands"] == []
            return
        position = answer["selection"] - 1
        assert [title for title in before.titles if title.lower() in words] == [before.titles[position]]
        if answer.opened:
            assert answer.opened == before.documents[position]
            self.note_opened(email, conversation, before, answer)
        self.live[email, conversation] = False

    @rule(email=people, conversation=conversations, ask=st.sampled_from(WORDS_THAT_ASK), words=choices)
    def ask_and_choose(self, email, conversation, ask, words):
        self.ask(email, conversation, ask)
        self.choose(email, conversation, words)

    @rule(email=people, conversation=conversations, words=choices)
    def choose_by_word(self, email, conversation, words):
        self.choose(email, conversation, words)

    @rule(email=people, conversation=conversations, number=st.integers(1, 5))
    def choose_by_button(self, email, conversation, number):
        if shown := self.shown.get((email, conversation)):
            self.choose(email, conversation, str(number), shown.list_id)

    @precondition(lambda self: self.older)
    @rule(email=people, conversation=conversations, number=st.integers(1, 5), data=st.data())
    def choose_from_another_list(self, email, conversation, number, data):
        """A list of another conversation, person or institution, or one that was superseded."""
        other = data.draw(st.sampled_from(self.older))
        current = self.shown.get((email, conversation))
        if current is None or current.list_id != other:
            answer = self.say(email, conversation, str(number), pending_action_id=other)
            assert answer is None or answer["app_commands"] == []

    @rule(email=people, conversation=conversations, words=st.sampled_from(WORDS_THAT_DO_NOT))
    def choose_nothing(self, email, conversation, words):
        answer = self.say(email, conversation, words)
        assert answer is None or answer["app_commands"] == []

    @rule(email=people, conversation=conversations)
    def cancel(self, email, conversation):
        answer = self.say(email, conversation, "cancelar")
        assert answer is None or answer["app_commands"] == []
        if answer is not None:
            self.live[email, conversation] = False

    @rule(email=people, conversation=conversations)
    def expire(self, email, conversation):
        person = self.person(email, conversation)
        if self.world.list_key(person):
            self.world.expire_list(person)
        self.live[email, conversation] = False

    @rule(email=people, kind=st.sampled_from(TYPES))
    def change_role(self, email, kind):
        self.types[email] = kind
        self.world.rows("set_type", person=self.world.ids[email], type=kind)

    @rule(name=st.sampled_from(DOCUMENTS), status=st.sampled_from(("QUARANTINED", "ACTIVE")))
    def quarantine(self, name, status):
        self.touched.add(str(self.world.ids[name]))
        self.world.rows("set_status", name=name, status=status)

    @rule(name=st.sampled_from(DOCUMENTS))
    def corrupt(self, name):
        self.touched.add(str(self.world.ids[name]))
        self.world.rows("claim_hash", name=name)

    @precondition(lambda self: self.said)
    @rule(data=st.data())
    def deliver_again(self, data):
        """The same message once more: whatever it opened, it opens nothing else."""
        email, conversation, words, fields, first = data.draw(st.sampled_from(self.said))
        again = self.hear(email, conversation, words, **fields)
        if again is not None and first is not None:
            assert (again.opened, again.execution, again.intent) == (first.opened, first.execution, first.intent)
            self.note_list(email, conversation, again)

    @rule(email=people, conversation=conversations, one=choices, other=choices, same=st.booleans())
    def choose_twice_at_once(self, email, conversation, one, other, same):
        person, names = self.person(email, conversation), [message_id(), message_id()]
        if same:
            one, names = other, [names[0]] * 2
        before = self.shown.get((email, conversation))
        answers = self.world.together(
            *(person.saying(w, message_id=n) for w, n in zip((one, other), names, strict=True))
        )
        opened = [self.world.said(each) for each in answers if each.status_code == 200]
        opened = {each.execution: each for each in opened if each.opened}
        assert len(opened) <= 1
        for answer in opened.values():
            self.note_opened(email, conversation, before, answer)
        self.live[email, conversation] = False

    @rule()
    def restart(self):
        self.world.run(self.world.restart())

    @rule()
    def lose_every_list(self):
        self.world.redis.flushdb()
        self.live.clear()

    @rule(email=people)
    def sign_out(self, email):
        assert self.person(email, "primeira").posts("/v1/auth/logout").status_code == 204
        self.live |= {key: False for key in self.live if key[0] == email}

    @precondition(lambda self: self.told)
    @rule(email=people, data=st.data())
    def read(self, email, data):
        execution = data.draw(st.sampled_from(sorted(self.told)))
        owner, document = self.told[execution]
        read = self.person(email, "primeira").reads_document(document, execution)
        assert read.status_code in ((200, 403, 404, 409) if email == owner else (403, 404))

    @invariant()
    def every_execution_is_accounted_for(self):
        self.world.assert_proved()
        assert {str(each["id"]) for each in self.world.executions} == set(self.told)

    def choose(self, email, conversation, words, list_id=None):
        key, number = (email, conversation), WORDS_THAT_CHOOSE.get(words) or int(words)
        before, must_open = self.shown.get(key), self.must_open(key, number)
        answer = self.say(email, conversation, words, **({"pending_action_id": list_id} if list_id else {}))
        if answer is None:
            return
        if answer.opened:
            self.note_opened(email, conversation, before, answer)
            assert answer.opened == before.documents[number - 1]
        assert answer.opened or not must_open, "a choice was lost"
        if before and number <= len(before.documents):
            self.live[key] = False

    def must_open(self, key, number):
        shown = self.shown.get(key)
        if not shown or not self.live.get(key) or self.types[key[0]] != "profissional":
            return False
        chosen = shown["candidates"][number - 1] if number <= len(shown.documents) else None
        return bool(
            chosen and chosen["document_id"] not in self.touched and chosen["category"] not in ("nota", "laudo")
        )

    def say(self, email, conversation, words, **fields):
        fields = {"message_id": message_id()} | fields
        answer = self.hear(email, conversation, words, **fields)
        self.said.append((email, conversation, words, fields, answer))
        if answer is not None:
            self.note_list(email, conversation, answer)
        return answer

    def hear(self, email, conversation, words, **fields):
        response = self.world.run(self.person(email, conversation).saying(words, **fields))
        if response.status_code == 403:
            assert self.types[email] == "visitante"
            return None
        assert response.status_code == 200, response.text
        return self.world.said(response)

    def note_list(self, email, conversation, answer):
        key = (email, conversation)
        if answer["candidates"] and answer["pending_action"]:
            before = self.shown.get(key)
            if before is None or before.list_id != answer.list_id:
                self.live[key] = True
                self.older.append(answer.list_id)
            self.shown[key] = answer

    def note_opened(self, email, conversation, shown, answer):
        assert shown, "opened without any list"
        assert answer.opened in shown.documents
        assert answer.execution not in self.told
        self.told[answer.execution] = (email, answer.opened)

    def person(self, email, conversation):
        return self.world.person(email, conversation=conversation, institution=PEOPLE[email])
