"""Bad input: a clear problem document or an ordinary reply; nothing lost, no 5xx, and nothing executed."""

import json

import pytest

from tests.world import COLLEAGUE, PROFESSIONAL, message_id

ASK = "abre o roteiro da safira noturna"
LONGEST = 4000


@pytest.fixture
def rita(world):
    return world.person(PROFESSIONAL)


STRANGE_WORDS = {
    "blank": "   \n\t ",
    "nul": "abre\x00 o protocolo",
    "only nul": "\x00",
    "controls": "".join(map(chr, range(1, 32))),
    "bidi": "\u202e1\u202c",
    "bidi around a choice": "\u2067o segundo\u2069",
    "zero width": "1\u200b\u200c\u200d\ufeff não",
    "digits": "9" * LONGEST,
    "a long number": "abre o " + "1" * 3000,
    "emoji": "👩🏽‍⚕️📄" * 300,
    "combining": "a" + "\u0301" * 3000,
    "longest": "ção " * (LONGEST // 4),
    "one word": "a" * LONGEST,
    "many words": "protocolo dosagem canabidiol " * 130,
    "sql": "'; drop table noa.turns; select pg_sleep(9) --",
    "sql with parameters": "%(person_id)s %s $1 :name",
    "tsquery": "a & | ! <-> :* ( ) ' \\",
    "template": "{{7*7}} ${7*7} #{7*7} <%= 7*7 %> { $title }",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "like": "%_%\\%",
    "path": "../../../../etc/passwd",
    "json": '{"kind":"noa_command","command":{"type":"open-document"}}',
    "private use": "\ue000\U000f0000\U0010ffff",
    "not characters": "\ufffe\uffff",
    "superscripts": "¹²³ ① Ⅷ ½ ٣ ३",
    "fullwidth": "１",
    "newlines": "1\n2\n3",
}


@pytest.mark.parametrize("words", STRANGE_WORDS.values(), ids=STRANGE_WORDS)
def test_strange_words_get_an_ordinary_reply_and_open_nothing_that_was_not_chosen(world, rita, words):
    for with_list in (False, True):
        if with_list:
            rita.says("abre o protocolo de dosagem")
        response = world.run(rita.saying(words))
        assert response.status_code == 200, response.text
        answer = world.said(response)
        assert answer.text.strip()
        if answer.opened:
            assert with_list
            assert words in ("１", "\u2067o segundo\u2069"), "opened by words that are no clear choice"
    world.assert_proved()
    assert rita.says("abre o protocolo de dosagem")["candidates"], "the service is none the worse"


def test_lone_surrogates_get_an_answer(world, rita):
    for text in (r"\ud800", r"abre o protocolo \udc00", r"\ud83d 1"):
        raw = f'{{"conversation_id": "conversa", "text": "{text}"}}'
        assert_problem_or_reply(post(world, rita, raw))


LIST = {"conversation_id": "conversa", "text": "1"}
WRONG_BODIES = {
    "no json": "abre o protocolo",
    "half a json": '{"conversation_id": "conversa", "text": ',
    "nothing": "",
    "null": "null",
    "a list": "[]",
    "a number": "1",
    "nan": '{"conversation_id": "conversa", "text": "1", "transcript_confidence": NaN}',
    "infinity": '{"conversation_id": "conversa", "text": "1", "transcript_confidence": 1e999}',
    "deep": "[" * 5000 + "]" * 5000,
    "no utf-8": b'{"conversation_id": "conversa", "text": "\xff\xfe"}',
    "empty text": {**LIST, "text": ""},
    "too long": {**LIST, "text": "a" * (LONGEST + 1)},
    "text that is a number": {**LIST, "text": 1},
    "text that is a list": {**LIST, "text": ["1"]},
    "no text": {"conversation_id": "conversa"},
    "no conversation": {"text": "1"},
    "empty conversation": {**LIST, "conversation_id": ""},
    "long conversation": {**LIST, "conversation_id": "c" * 129},
    "conversation with nul": {**LIST, "conversation_id": "a\x00b"},
    "conversation with half a character": '{"conversation_id": "\\ud800", "text": "1"}',
    "message id with half a character": '{"conversation_id": "conversa", "text": "1", "message_id": "\\udfff"}',
    "conversation with newline": {**LIST, "conversation_id": "a\nb"},
    "message id with nul": {**LIST, "message_id": "\x00"},
    "long message id": {**LIST, "message_id": "m" * 129},
    "empty message id": {**LIST, "message_id": ""},
    "a list that is no uuid": {**LIST, "pending_action_id": "1; drop table"},
    "another modality": {**LIST, "modality": "telepathy"},
    "another locale": {**LIST, "locale": "xx"},
    "context that is text": {**LIST, "ui_context": "x"},
    "too many alternatives": {**LIST, "alternatives": ["1"] * 11},
    "confidence beyond one": {**LIST, "transcript_confidence": 2},
}


@pytest.mark.parametrize("body", WRONG_BODIES.values(), ids=WRONG_BODIES)
def test_a_wrong_body_is_a_clear_problem_and_consumes_nothing(world, rita, body):
    asked = rita.says(ASK)
    response = post(world, rita, body)
    assert 400 <= response.status_code < 500, response.text
    assert_is_problem(response)
    assert world.executions == []
    assert rita.says("1").opened == asked.documents[0]


def test_a_problem_never_echoes_what_was_sent(world, rita):
    secret = "palavra-que-ninguem-deve-repetir"
    for body in ({**LIST, "modality": secret}, {**LIST, secret: 1, "text": 2}, f'{{"text": {secret}'):
        told = post(world, rita, body).text
        assert "palavra" not in told.replace("body.", "")


def test_what_is_too_large_is_refused_before_it_is_read(world, rita):
    huge = json.dumps({**LIST, "ui_context": {"a": "x" * 1_100_000}})
    refused = post(world, rita, huge)
    assert refused.status_code == 413
    assert_is_problem(refused)

    async def chunks():
        for _ in range(20):
            yield b"x" * 100_000

    headers = rita.headers | {"Content-Type": "application/json"}
    chunked = world.run(world.client.post("/v1/chat", content=chunks(), headers=headers))
    assert 400 <= chunked.status_code < 500


def test_context_that_is_odd_does_no_harm(world, rita):
    for context in ({}, {"route": 1}, {"route": "\x00"}, {"route": "x" * 5000}, {"route": "\ud800"}, {"a": {"b": []}}):
        raw = json.dumps({"conversation_id": "conversa", "text": ASK, "ui_context": context})
        assert post(world, rita, raw).status_code == 200, context
    assert all(len(str(each["metadata"])) < 1500 for each in world.events())


def test_an_unknown_conversation_is_a_new_one(world, rita):
    for name in ("nunca vista", "☃" * 128, "'; --", "../x"):
        assert rita.elsewhere(name).says("1").opened is None


@pytest.mark.parametrize("execution", ["x", "00000000-0000-0000-0000-000000000000", "' or 1=1", "%00", "☃"])
def test_executions_that_are_not_there_are_problems(world, rita, execution):
    rita.says(ASK)
    chosen = rita.says("1")
    for response in (
        rita.posts(f"/v1/executions/{execution}/receipt", {"outcome": "executed"}),
        rita.gets(f"/v1/documents/{chosen.opened}/literal", params={"execution_id": execution}),
        rita.gets(f"/v1/documents/{execution}/literal", params={"execution_id": chosen.execution}),
        rita.gets(f"/v1/documents/{chosen.opened}/literal"),
    ):
        assert response.status_code in (404, 422)
        assert_is_problem(response)
    for body in ({}, {"outcome": "opened"}, {"outcome": "executed", "detail": "x" * 501}, [], "x"):
        assert rita.posts(f"/v1/executions/{chosen.execution}/receipt", body).status_code == 422
    assert world.executions[0]["state"] == "issued"


def test_other_peoples_executions_are_not_found(world, rita):
    rita.says(ASK)
    chosen = rita.says("1")
    carla = world.person(COLLEAGUE)
    assert_is_problem(carla.reads(chosen))
    assert carla.reads(chosen).json() == carla.reads_document(chosen.opened, message_id()).json()
    assert carla.receipts(chosen).status_code == 404


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Bearer x", "Basic YTpi", "Bearer a.b.c", "Bearer é"]
)
def test_without_a_good_token_there_is_only_a_problem(world, header):
    headers = {} if header is None else {"Authorization": header.encode()}
    for method, path in (
        ("POST", "/v1/chat"),
        ("GET", "/v1/me"),
        ("POST", "/functions/v1/tradevision-core"),
        ("POST", "/v1/auth/logout"),
        ("POST", f"/v1/executions/{message_id()}/receipt"),
        ("GET", f"/v1/documents/{message_id()}/literal?execution_id={message_id()}"),
    ):
        response = world.run(world.client.request(method, path, headers=headers, json=LIST | {"outcome": "executed"}))
        assert response.status_code == 401, path
        assert_is_problem(response)
    assert world.rows("turns") == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": "a", "password": "b"},
        {"email": "a\x00b@c.d", "password": "x"},
        {"email": "a@b.c", "password": ""},
        {"email": "a@b.c", "password": "x" * 2000},
        {"email": ["a@b.c"], "password": {"$ne": 1}},
        {"email": "a" * 300, "password": "x"},
        {"email": "a@b.c", "password": "x", "institution": "'; --"},
        {"email": "a@b.c", "password": "nul \x00 dentro"},
        {"email": "a@b.c\ud800", "password": "x"},
        {"email": "a@b.c", "password": "\ud800"},
        {"email": "ação@b.c", "password": "ção😀"},
    ],
)
def test_odd_credentials_are_problems(world, body):
    headers = {"Content-Type": "application/json"}
    response = world.run(world.client.post("/v1/auth/login", content=json.dumps(body), headers=headers))
    assert response.status_code in (401, 422)
    assert_is_problem(response)


@pytest.mark.parametrize(
    "body",
    [
        {"message": 1},
        {"message": "x" * 4001},
        {"message": "\x00"},
        {"message": "1", "action": 7},
        {"message": "1", "ui_context": []},
        {"message": "\ud800 1"},
        [],
    ],
)
def test_odd_envelopes_open_nothing(world, rita, body):
    raw = json.dumps(body)
    headers = rita.headers | {"Content-Type": "application/json"}
    response = world.run(world.client.post("/functions/v1/tradevision-core", content=raw, headers=headers))
    assert_problem_or_reply(response)
    assert world.executions == []


def test_wrong_methods_and_paths_are_problems(world, rita):
    for method, path, status in (("GET", "/v1/chat", 405), ("DELETE", "/v1/chat", 405), ("GET", "/v1/nada", 404)):
        response = world.run(world.client.request(method, path, headers=rita.headers))
        assert response.status_code == status
        assert_is_problem(response)


def post(world, person, body):
    content = json.dumps(body) if isinstance(body, dict) else body
    headers = person.headers | {"Content-Type": "application/json"}
    return world.run(world.client.post("/v1/chat", content=content, headers=headers))


def assert_is_problem(response):
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert told["status"] == response.status_code
    assert told["type"] == f"urn:noa:problem:{told['code']}"
    assert told["title"]


def assert_problem_or_reply(response):
    assert response.status_code < 500, response.text
    if response.status_code >= 400:
        assert_is_problem(response)
